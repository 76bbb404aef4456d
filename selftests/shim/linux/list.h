/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: doubly linked lists */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_LIST_H
#define SHIM_LINUX_LIST_H

#include <linux/kernel.h>

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline void shim_list_insert(struct list_head *entry,
				    struct list_head *prev,
				    struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	next->prev = entry;
	/* Release: the _rcu forms publish with the same code. */
	smp_store_release(&prev->next, entry);
}

static inline void list_add(struct list_head *entry, struct list_head *head)
{
	shim_list_insert(entry, head, head->next);
}

static inline void list_add_tail(struct list_head *entry,
				 struct list_head *head)
{
	shim_list_insert(entry, head->prev, head);
}

static inline void shim_list_unlink(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	WRITE_ONCE(entry->prev->next, entry->next);
}

static inline void list_del(struct list_head *entry)
{
	shim_list_unlink(entry);
	entry->next = NULL;
	entry->prev = NULL;
}

static inline void list_del_init(struct list_head *entry)
{
	shim_list_unlink(entry);
	INIT_LIST_HEAD(entry);
}

static inline void list_del_rcu(struct list_head *entry)
{
	shim_list_unlink(entry);
	entry->prev = NULL;
}

#define list_add_rcu		list_add
#define list_add_tail_rcu	list_add_tail

static inline bool list_empty(const struct list_head *head)
{
	return READ_ONCE(head->next) == head;
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	shim_list_unlink(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry,
				  struct list_head *head)
{
	shim_list_unlink(entry);
	list_add_tail(entry, head);
}

static inline void list_splice_init(struct list_head *list,
				    struct list_head *head)
{
	if (list_empty(list))
		return;
	list->prev->next = head->next;
	head->next->prev = list->prev;
	list->next->prev = head;
	head->next = list->next;
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list,
					 struct list_head *head)
{
	list_splice_init(list, head->prev);
}

#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry(head, type, member)				\
	list_entry((head)->next, type, member)
#define list_last_entry(head, type, member)				\
	list_entry((head)->prev, type, member)
#define list_first_entry_or_null(head, type, member)			\
	(list_empty(head) ? NULL : list_first_entry(head, type, member))
#define list_next_entry(pos, member)					\
	list_entry((pos)->member.next, typeof(*(pos)), member)
#define list_entry_is_head(pos, head, member)	(&(pos)->member == (head))

#define list_for_each(pos, head)					\
	for ((pos) = (head)->next; (pos) != (head); (pos) = (pos)->next)
#define list_for_each_entry(pos, head, member)				\
	for ((pos) = list_first_entry(head, typeof(*(pos)), member);	\
	     !list_entry_is_head(pos, head, member);			\
	     (pos) = list_next_entry(pos, member))
#define list_for_each_entry_reverse(pos, head, member)			\
	for ((pos) = list_last_entry(head, typeof(*(pos)), member);	\
	     !list_entry_is_head(pos, head, member);			\
	     (pos) = list_entry((pos)->member.prev, typeof(*(pos)), member))
#define list_for_each_entry_safe(pos, n, head, member)			\
	for ((pos) = list_first_entry(head, typeof(*(pos)), member),	\
	     (n) = list_next_entry(pos, member);			\
	     !list_entry_is_head(pos, head, member);			\
	     (pos) = (n), (n) = list_next_entry(n, member))
#define list_for_each_entry_rcu(pos, head, member, ...)			\
	for ((pos) = list_entry(smp_load_acquire(&(head)->next),	\
				typeof(*(pos)), member);		\
	     !list_entry_is_head(pos, head, member);			\
	     (pos) = list_entry(smp_load_acquire(&(pos)->member.next),	\
				typeof(*(pos)), member))

#define HLIST_HEAD_INIT		{ NULL }
#define HLIST_HEAD(name)	struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(head)	((head)->first = NULL)

static inline bool hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *head)
{
	n->next = head->first;
	n->pprev = &head->first;
	if (head->first)
		head->first->pprev = &n->next;
	smp_store_release(&head->first, n);
}

static inline void hlist_del(struct hlist_node *n)
{
	WRITE_ONCE(*n->pprev, n->next);
	if (n->next)
		n->next->pprev = n->pprev;
}

#define hlist_add_head_rcu	hlist_add_head
#define hlist_del_rcu		hlist_del
#define hlist_entry(ptr, type, member)	container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member) ({				\
	struct hlist_node *hes_ptr = (ptr);				\
	hes_ptr ? hlist_entry(hes_ptr, type, member) : NULL;		\
})
#define hlist_for_each_entry(pos, head, member)				\
	for ((pos) = hlist_entry_safe(READ_ONCE((head)->first),		\
				      typeof(*(pos)), member);		\
	     (pos);							\
	     (pos) = hlist_entry_safe(READ_ONCE((pos)->member.next),	\
				      typeof(*(pos)), member))
#define hlist_for_each_entry_rcu(pos, head, member, ...)		\
	hlist_for_each_entry(pos, head, member)
#define hlist_for_each_entry_safe(pos, n, head, member)			\
	for ((pos) = hlist_entry_safe((head)->first, typeof(*(pos)), member); \
	     (pos) && ({ (n) = (pos)->member.next; 1; });		\
	     (pos) = hlist_entry_safe(n, typeof(*(pos)), member))

#endif /* SHIM_LINUX_LIST_H */
