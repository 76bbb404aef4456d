/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - shim: allocation, with faults on demand and checks of context */
/* Copyright (C) 2026 The edgesec authors */
#ifndef SHIM_LINUX_SLAB_H
#define SHIM_LINUX_SLAB_H

#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/string.h>

struct kmem_cache;

void *shim_alloc(size_t size, size_t align, gfp_t gfp) __malloc;
void shim_free(const void *p);
void *shim_realloc(const void *p, size_t size, gfp_t gfp);

#define SLAB_HWCACHE_ALIGN	1U
#define SLAB_ACCOUNT		2U
#define SLAB_PANIC		4U
#define SLAB_TYPESAFE_BY_RCU	8U

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size,
				     unsigned int align, unsigned int flags,
				     void (*ctor)(void *object));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *object);
#define kmem_cache_zalloc(cache, gfp)					\
	kmem_cache_alloc(cache, (gfp) | __GFP_ZERO)
#define KMEM_CACHE(type, flags)						\
	kmem_cache_create(#type, sizeof(struct type),			\
			  _Alignof(struct type), flags, NULL)

#define kmalloc(size, gfp)		shim_alloc(size, 0, gfp)
#define kzalloc(size, gfp)		shim_alloc(size, 0, (gfp) | __GFP_ZERO)
#define kmalloc_array(n, size, gfp)	kmalloc(array_size(n, size), gfp)
#define kcalloc(n, size, gfp)		kzalloc(array_size(n, size), gfp)
#define krealloc(p, size, gfp)		shim_realloc(p, size, gfp)
#define krealloc_array(p, n, size, gfp)	krealloc(p, array_size(n, size), gfp)
#define kvmalloc(size, gfp)		kmalloc(size, gfp)
#define kvzalloc(size, gfp)		kzalloc(size, gfp)
#define kvmalloc_array(n, size, gfp)	kmalloc_array(n, size, gfp)
#define kvcalloc(n, size, gfp)		kcalloc(n, size, gfp)
#define kfree(p)			shim_free(p)
#define kvfree(p)			shim_free(p)
#define kfree_sensitive(p)		shim_free(p)

char *kstrdup(const char *s, gfp_t gfp);
char *kstrndup(const char *s, size_t max, gfp_t gfp);
void *kmemdup(const void *src, size_t len, gfp_t gfp);

#endif /* SHIM_LINUX_SLAB_H */
