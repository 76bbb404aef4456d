/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What the parts that import rules of fapolicyd share
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef IMPORT_IMPL_H
#define IMPORT_IMPL_H

#include "import.h"

/* What an object may ask for and be understood, and what of that names files. */
#define KNOWN_OBJECT	(BIT(FIELD_ALL) | BIT(FIELD_TRUST) | BIT(FIELD_PATH) | \
			 BIT(FIELD_DIR) | BIT(FIELD_FTYPE) | BIT(FIELD_SHA256))
#define NAMED_OBJECT	(BIT(FIELD_PATH) | BIT(FIELD_DIR) | BIT(FIELD_SHA256))

/* Kinds of content by which fapolicyd tells files apart. */
enum { TYPE_PROGRAM = 1, TYPE_LIBRARY = 2, TYPE_SCRIPT = 4, TYPE_OTHER = 8 };

/**
 * struct question - May this file be executed, or mapped?
 * @perm: PERM_EXECUTE, or PERM_OPEN for a library.
 * @path: Or NULL.
 * @digest: Or NULL.
 */
struct question {
	enum fapolicyd_perm perm;
	const char *path;
	const uint8_t *digest;
	bool trusted;
};

/* "systemdirs", which end with NULL; "execdirs" is all but the last. */
extern const char *const usual_dirs[];

/* The kinds that @side asks for; 0 for any. */
unsigned int side_types(const struct side *side);

/* May the field be @value? */
bool side_has(const struct side *side, enum fapolicyd_field field,
	      const char *value);

/* Does it ask for trust, or for none? @value is "1" or "0". */
bool side_wants_trust(const struct side *side, const char *value);

/* Is it a subject that whoever runs is? */
bool side_is_anybody(const struct side *subject);

/* The rule that decides, or NULL. */
const struct fapolicyd_rule *question_decide(const struct fapolicyd *from,
					     const struct question *q);

#endif /* IMPORT_IMPL_H */
