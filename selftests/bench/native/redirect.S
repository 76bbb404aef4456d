/* SPDX-License-Identifier: GPL-2.0-only */
/* edgesec - Bench: a function whose calls are sent elsewhere, as ftrace does it
 * Copyright (C) 2026 The edgesec authors
 *
 * site_plain is bpf_lsm_socket_bind() as it is, site_redirected with the call
 * that ftrace puts there. What that leads to is ftrace_caller of Linux 6.1 for
 * x86 (arch/x86/kernel/ftrace_64.S), instruction by instruction.
 */
#define FRAME	168
#define R9	64
#define R8	72
#define RAX	80
#define RCX	88
#define RDX	96
#define RSI	104
#define RDI	112
#define RBP	32
#define ORIG	120
#define RIP	128
#define CS	136
#define RSP	152

	.text
	.globl	site_plain, site_redirected
	.p2align 4
site_plain:
	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	xorl	%eax, %eax
	ret

	.p2align 4
site_redirected:
	call	trampoline
	xorl	%eax, %eax
	ret

	.p2align 4
trampoline:
	subq	$FRAME, %rsp
	movq	%rax, RAX(%rsp)
	movq	%rcx, RCX(%rsp)
	movq	%rdx, RDX(%rsp)
	movq	%rsi, RSI(%rsp)
	movq	%rdi, RDI(%rsp)
	movq	%r8, R8(%rsp)
	movq	%r9, R9(%rsp)
	movq	$0, ORIG(%rsp)
	movq	%rbp, %rdx
	movq	%rdx, RBP(%rsp)
	movq	FRAME+8(%rsp), %rsi
	movq	FRAME(%rsp), %rdi
	movq	%rdi, RIP(%rsp)
	subq	$5, %rdi
	leaq	FRAME+8(%rsp), %rcx
	movq	%rcx, RSP(%rsp)
	movq	redirect_ops(%rip), %rdx
	leaq	(%rsp), %rcx
	movq	$0, CS(%rsp)
	call	redirect
	movq	RIP(%rsp), %rax
	movq	%rax, FRAME(%rsp)
	movq	RBP(%rsp), %rbp
	movq	R9(%rsp), %r9
	movq	R8(%rsp), %r8
	movq	RDI(%rsp), %rdi
	movq	RSI(%rsp), %rsi
	movq	RDX(%rsp), %rdx
	movq	RCX(%rsp), %rcx
	movq	RAX(%rsp), %rax
	addq	$FRAME, %rsp
	ret

	.section .note.GNU-stack, "", @progbits
