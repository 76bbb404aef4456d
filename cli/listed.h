/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Which entry of a policy lists a file
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef LISTED_H
#define LISTED_H

#include "model.h"

/**
 * struct wanted - What an entry has to grant
 * @roles: One of these; ROLE_OWNER among them for ports.
 * @owner: Of the ports with this number; 0 for other questions.
 */
struct wanted {
	unsigned int roles;
	unsigned int owner;
};

/*
 * The entry by a path that is @path, which has no symbolic link in it, or that
 * of the nearest folder above it; NULL if there is none.
 */
const struct program *listed_path(const struct programs *programs,
				  const char *path, struct wanted wanted);

/* The entry by @digest, in hexadecimal. */
const struct program *listed_digest(const struct programs *programs,
				    enum edgesec_identify identify,
				    const char *digest, struct wanted wanted);

/* Is any file listed like that? */
bool listed_has(const struct programs *programs,
		enum edgesec_identify identify, struct wanted wanted);

#endif /* LISTED_H */
