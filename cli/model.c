// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - A policy file, understood
 * Copyright (C) 2026 The edgesec authors
 */
#include "model.h"

#include <stdlib.h>

static void free_server(struct modbus_server *server)
{
	free(server->address.list);
	free(server->port.list);
	free(server->units.list);
	free(server->clients.list);
}

void model_free(struct model *model)
{
	for (size_t i = 0; i < model->programs.count; i++)
		free(model->programs.list[i].path);
	for (size_t i = 0; i < model->ports.count; i++)
		free(model->ports.list[i].bind.list);
	for (size_t i = 0; i < model->servers.count; i++)
		free_server(&model->servers.list[i]);
	free(model->programs.list);
	free(model->ports.list);
	free(model->servers.list);
}
