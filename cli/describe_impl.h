/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts that describe answers of the module share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef DESCRIBE_IMPL_H
#define DESCRIBE_IMPL_H

#include <jansson.h>

struct nlattr;

/* How a member is shown. */
enum kind { NUMBER, NUMBER64, BOOLEAN, TEXT, BYTES, WORD };

/**
 * struct member - An attribute that becomes a member of an object
 * @name: Of the member, NULL ends a list.
 * @type: Of the attribute.
 * @kind: How it is shown.
 * @words: For WORD.
 */
struct member {
	const char *name;
	int type;
	enum kind kind;
	const char *const *words;
};

/* What the attribute @nest holds, as far as @members knows it. */
json_t *object_of(struct nlattr *nest, const struct member *members);

/* The array @key of @object, which begins to exist when it is asked for. */
json_t *array_of(json_t *object, const char *key);

/* "first-last", or one number: of two numbers, or of a nest that has them. */
json_t *range_value(const json_t *first, const json_t *last);
json_t *describe_range(struct nlattr *nest);

/* A Modbus server. */
json_t *describe_server(struct nlattr *nest);

#endif /* DESCRIBE_IMPL_H */
