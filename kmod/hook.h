/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - What each LSM hook does
 * Copyright (C) 2026 The edgesec authors
 */
#ifndef EDGESEC_HOOK_H
#define EDGESEC_HOOK_H

#include <linux/kernel_read_file.h>
#include <linux/security.h>

#include "table.h"

struct edgesec_event;
struct edgesec_policy;
struct file;
struct linux_binprm;
struct msghdr;
struct sock;
struct sockaddr;
struct socket;
struct task_struct;
struct vm_area_struct;

int edgesec_hook_exec(struct linux_binprm *bprm);
int edgesec_hook_exec_check(struct linux_binprm *bprm);
int edgesec_hook_mmap(struct file *file, unsigned long prot,
		      unsigned long flags);
int edgesec_hook_mprotect(const struct vm_area_struct *vma, unsigned long prot);
int edgesec_hook_make_code(const struct edgesec_policy *policy,
			   struct file *object, bool locked);
int edgesec_hook_open(struct file *file);
int edgesec_hook_read_file(struct file *file, enum kernel_read_file_id id);
int edgesec_hook_load_data(enum kernel_load_data_id id);
int edgesec_hook_trace(struct task_struct *target, unsigned int mode);
int edgesec_hook_prctl(int option, unsigned long arg2);
int edgesec_hook_bind(const struct socket *sock,
		      const struct sockaddr *address, int addrlen);
int edgesec_hook_listen(struct socket *sock);
bool edgesec_hook_bind_passes(const struct socket *sock,
			      const struct sockaddr *address, int addrlen);
int edgesec_hook_connect(const struct socket *sock,
			 const struct sockaddr *address, int addrlen);
bool edgesec_hook_connect_passes(const struct socket *sock,
				 const struct sockaddr *address, int addrlen);
int edgesec_hook_send(const struct socket *sock, const struct msghdr *msg);
bool edgesec_hook_send_passes(const struct socket *sock,
			      const struct msghdr *msg);
int edgesec_hook_sctp(const struct sock *sk, int optname,
		      const struct sockaddr *address, int addrlen);
int edgesec_hook_create(int family, int type, int kern);
int edgesec_port_refuse_posing(const struct edgesec_policy *policy,
			       const struct edgesec_event *event);

int edgesec_hook_modbus_register(void);
void edgesec_hook_modbus_unregister(void);
bool edgesec_hook_modbus_stats(struct edgesec_table_stats *stats);

#endif /* EDGESEC_HOOK_H */
