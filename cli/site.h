/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Values of one site in the place of ${name}
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef SITE_H
#define SITE_H

#include "item.h"

struct site_value {
	struct item *item;
	bool used;
};

/**
 * struct site - What a site file says
 * @given: There is one.
 * @list: Its values, which belong to the file's items.
 * @count: Of @list.
 * @copies: How many values stand in the place of a name so far.
 */
struct site {
	bool given;
	struct site_value *list;
	size_t count;
	size_t copies;
};

/* Takes over what @file says; queues what is wrong with it. */
void site_read(struct site *site, struct item *file, struct erecs *erecs);

/*
 * Puts values in the place of all references in @item. Queues a mistake for
 * each that names none, or is only a part of a word.
 */
void site_fill(struct site *site, struct item *item, struct erecs *erecs);

/* Queues a mistake for each value that was not used. */
void site_check_used(const struct site *site, struct erecs *erecs);
void site_free(struct site *site);

#endif /* SITE_H */
