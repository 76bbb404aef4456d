/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - An inventory as a bill of materials of CycloneDX
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef CYCLONEDX_H
#define CYCLONEDX_H

#include <jansson.h>

/* The document for what `edgesec inventory --json` prints. */
json_t *cyclonedx_make(const json_t *inventory);

#endif /* CYCLONEDX_H */
