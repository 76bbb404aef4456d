// SPDX-License-Identifier: GPL-2.0-only
/* edgesec - Test program: ways to make code run, or to change code that runs
 * Copyright (C) 2026 The edgesec authors
 *
 * usage: trickster WAY [ARGUMENT...]
 *
 * Prints "allowed" when the kernel let it happen, or the name of the error, and
 * exits with 0 or 126. A WAY that needs more of the machine than there is
 * prints why and exits with 77.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE	4096

extern char **environ;

static int tell(int failed)
{
	puts(failed ? strerrorname_np(errno) : "allowed");
	return failed ? 126 : 0;
}

static int open_or_end(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0) {
		printf("open: %s\n", strerrorname_np(errno));
		exit(126);
	}
	return fd;
}

static void *map(const char *name, int prot, int flags)
{
	int fd = open_or_end(name, prot & PROT_WRITE && flags & MAP_SHARED ?
				   O_RDWR : O_RDONLY);
	void *at = mmap(NULL, PAGE, prot, flags, fd, 0);

	close(fd);
	return at;
}

static void *map_or_end(const char *name, int prot, int flags)
{
	void *at = map(name, prot, flags);

	if (at == MAP_FAILED) {
		printf("mmap: %s\n", strerrorname_np(errno));
		exit(126);
	}
	return at;
}

static void copy(const char *name, int to)
{
	int from = open_or_end(name, O_RDONLY);

	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	close(from);
}

static int way_map(char **argv)
{
	return tell(map(argv[0], PROT_READ | PROT_EXEC, MAP_PRIVATE) ==
		    MAP_FAILED);
}

static int way_map_shared_writable(char **argv)
{
	return tell(map(argv[0], PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_SHARED) == MAP_FAILED);
}

static int way_map_private_writable(char **argv)
{
	return tell(map(argv[0], PROT_READ | PROT_WRITE | PROT_EXEC,
			MAP_PRIVATE) == MAP_FAILED);
}

static int way_protect(char **argv)
{
	void *at = map_or_end(argv[0], PROT_READ, MAP_PRIVATE);

	return tell(mprotect(at, PAGE, PROT_READ | PROT_EXEC));
}

/* What became code by mprotect() is written to. */
static int way_protect_write(char **argv)
{
	void *at = map_or_end(argv[0], PROT_READ, MAP_PRIVATE);

	if (mprotect(at, PAGE, PROT_READ | PROT_EXEC)) {
		printf("mprotect: %s\n", strerrorname_np(errno));
		return 126;
	}
	return tell(open(argv[0], O_WRONLY | O_CLOEXEC) < 0);
}

/* The first byte is changed in private, then becomes code. */
static int way_patch(char **argv)
{
	char *at = map_or_end(argv[0], PROT_READ | PROT_WRITE, MAP_PRIVATE);

	*(volatile char *)at = 1;
	return tell(mprotect(at, PAGE, PROT_READ | PROT_EXEC));
}

static int way_implied(char **argv)
{
	personality(personality(0xffffffff) | READ_IMPLIES_EXEC);
	return tell(map(argv[0], PROT_READ, MAP_PRIVATE) == MAP_FAILED);
}

/*
 * The mapping that is remapped was there before READ_IMPLIES_EXEC. The kernel
 * remaps only what could be written to.
 */
static int way_remap(char **argv)
{
	int fd = open_or_end(argv[0], O_RDWR);
	void *at = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);

	personality(personality(0xffffffff) | READ_IMPLIES_EXEC);
	return tell(syscall(SYS_remap_file_pages, at, PAGE, 0, 0, 0));
}

/*
 * An overlay copies a file up when it is opened for writing. Who has it open or
 * mapped by then keeps the old file, which is no listed one.
 */
static int way_protect_old(char **argv)
{
	void *at = map_or_end(argv[1], PROT_READ, MAP_PRIVATE);
	int fd = open_or_end(argv[1], O_WRONLY | O_TRUNC);

	copy(argv[0], fd);
	close(fd);
	map_or_end(argv[1], PROT_READ | PROT_EXEC, MAP_PRIVATE);
	return tell(mprotect(at, PAGE, PROT_READ | PROT_EXEC));
}

static int way_anonymous(char **argv)
{
	(void)argv;
	return tell(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
}

static int way_anonymous_protect(char **argv)
{
	char *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)argv;
	*(volatile char *)at = 1;
	return tell(mprotect(at, PAGE, PROT_READ | PROT_EXEC));
}

static int way_flood(char **argv)
{
	int i;

	(void)argv;
	for (i = 0; i < 1000; i++)
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return tell(0);
}

static int way_zero(char **argv)
{
	(void)argv;
	return way_map_private_writable((char *[]){ "/dev/zero", NULL });
}

static int way_shm(char **argv)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0600);
	int failed = shmat(id, NULL, SHM_EXEC) == (void *)-1;
	int error = errno;

	(void)argv;
	shmctl(id, IPC_RMID, NULL);
	errno = error;
	return tell(failed);
}

/* A process writes to its own code, by way of a file. */
static int way_own_memory(char **argv)
{
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	char byte = 0;

	(void)argv;
	return tell(fd < 0 || pwrite(fd, &byte, 1, (off_t)way_remap) < 0);
}

static int way_dlopen(char **argv)
{
	void *library = dlopen(argv[0], RTLD_NOW);

	puts(library ? "allowed" : dlerror());
	return library ? 0 : 126;
}

static int way_uselib(char **argv)
{
#ifdef SYS_uselib
	return tell(syscall(SYS_uselib, argv[0]));
#else
	(void)argv;
	puts("there is no uselib()");
	return 77;
#endif
}

/* The last byte is changed by a store into a shared mapping. */
static int way_store(char **argv)
{
	int fd = open_or_end(argv[0], O_RDWR);
	struct stat st;
	char *at;

	fstat(fd, &st);
	at = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return tell(-1);
	at[st.st_size - 1] ^= 0xff;
	return tell(munmap(at, st.st_size));
}

static int way_zero_range(char **argv)
{
	return tell(fallocate(open_or_end(argv[0], O_RDWR),
			      FALLOC_FL_ZERO_RANGE, 0, PAGE));
}

static int way_clone(char **argv)
{
	return tell(ioctl(open_or_end(argv[1], O_WRONLY), FICLONE,
			  open_or_end(argv[0], O_RDONLY)));
}

/* linux/ext4.h, which is no header for programs */
struct move_extent {
	unsigned int reserved, donor_fd;
	unsigned long long orig_start, donor_start, len, moved_len;
};

/* The second file gets the blocks of the first. */
static int way_exchange(char **argv)
{
	int from = open_or_end(argv[0], O_RDWR);
	int to = open_or_end(argv[1], O_RDWR);
	struct move_extent move = { .donor_fd = to };
	struct stat st;

	fstat(from, &st);
	move.len = (st.st_size + st.st_blksize - 1) / st.st_blksize;
	fsync(from);
	fsync(to);
	posix_fadvise(to, 0, 0, POSIX_FADV_DONTNEED);
	return tell(ioctl(from, _IOWR('f', 15, struct move_extent), &move));
}

static int way_write(char **argv)
{
	return tell(open(argv[0], O_WRONLY | O_CLOEXEC) < 0);
}

/* Sends one request to the kernel without a system call of its kind. */
static int submit(const struct io_uring_sqe *request)
{
	struct io_uring_params params = {};
	int ring = syscall(SYS_io_uring_setup, 1, &params);
	struct io_uring_sqe *requests;
	struct io_uring_cqe *answers;
	char *sent, *done;

	if (ring < 0)
		return ring;
	sent = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		    IORING_OFF_SQ_RING);
	done = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		    IORING_OFF_CQ_RING);
	requests = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
			IORING_OFF_SQES);
	requests[0] = *request;
	*(unsigned int *)(sent + params.sq_off.array) = 0;
	*(unsigned int *)(sent + params.sq_off.tail) = 1;
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		return -1;
	answers = (struct io_uring_cqe *)(done + params.cq_off.cqes);
	errno = answers->res < 0 ? -answers->res : 0;
	return answers->res < 0 ? -1 : answers->res;
}

static int way_uring_write(char **argv)
{
	const struct io_uring_sqe request = {
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD,
		.addr = (unsigned long)argv[0],
		.open_flags = O_WRONLY | O_CLOEXEC,
	};

	return tell(submit(&request) < 0);
}

static int way_truncate_open(char **argv)
{
	return tell(open(argv[0], O_RDONLY | O_TRUNC | O_CLOEXEC) < 0);
}

static int way_read(char **argv)
{
	return tell(open(argv[0], O_RDONLY | O_CLOEXEC) < 0);
}

/* Keeps a file open for writing, or mapped as code, until it is killed. */
static int way_hold(char **argv)
{
	open_or_end(argv[0], O_WRONLY);
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}

static int way_hold_code(char **argv)
{
	map_or_end(argv[0], PROT_READ | PROT_EXEC, MAP_PRIVATE);
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}

static int run_fd(int fd, char **argv)
{
	syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
	return tell(-1);
}

static int way_exec_memfd(char **argv)
{
	int fd = memfd_create("trick", MFD_ALLOW_SEALING);

	copy(argv[0], fd);
	fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK);
	return run_fd(fd, argv);
}

/* Without seals, who made the file can change it while it is executed. */
static int way_exec_unsealed(char **argv)
{
	int fd = memfd_create("trick", 0);

	copy(argv[0], fd);
	return run_fd(fd, argv);
}

/* The mapped page is another one after a write to the file that was judged. */
static int way_map_unsealed(char **argv)
{
	int fd = memfd_create("trick", 0);
	char *at;

	copy(argv[0], fd);
	at = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return tell(-1);
	pwrite(fd, "evil", 4, 0);
	return tell(memcmp(at, "evil", 4));
}

/* A file without a name; it is opened again, for a writer can't execute. */
static int way_exec_tmpfile(char **argv)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0700);
	char path[64];
	int again;

	copy(argv[0], fd);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY);
	close(fd);
	return run_fd(again, argv);
}

static int way_exec_deleted(char **argv)
{
	char path[] = "/tmp/trick-XXXXXX";
	int fd = mkstemp(path), again;

	copy(argv[0], fd);
	fchmod(fd, 0700);
	close(fd);
	again = open(path, O_RDONLY);
	unlink(path);
	return run_fd(again, argv);
}

static int way_exec_fd(char **argv)
{
	return run_fd(open_or_end(argv[0], O_RDONLY), argv);
}

static int way_exec_path_fd(char **argv)
{
	return run_fd(open_or_end(argv[0], O_PATH), argv);
}

static int way_exec_check(char **argv)
{
	/* AT_EXECVE_CHECK, Linux 6.14 */
	return tell(syscall(SYS_execveat, AT_FDCWD, argv[0], argv, environ,
			    0x10000));
}

static int way_attach(char **argv)
{
	return tell(ptrace(PTRACE_ATTACH, atoi(argv[0]), NULL, NULL));
}

static int way_proc_mem(char **argv)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%s/mem", argv[0]);
	return tell(open(path, O_RDWR | O_CLOEXEC) < 0);
}

static int way_vm_writev(char **argv)
{
	char byte = 0;
	struct iovec local = { &byte, 1 };
	struct iovec remote = { (void *)strtoul(argv[1], NULL, 0), 1 };

	return tell(process_vm_writev(atoi(argv[0]), &local, 1, &remote, 1,
				      0) < 0 && errno != EFAULT);
}

static int way_take_fd(char **argv)
{
	int pidfd = syscall(SYS_pidfd_open, atoi(argv[0]), 0);

	return tell(syscall(SYS_pidfd_getfd, pidfd, 0, 0) < 0);
}

static int way_look(char **argv)
{
	char path[64], exe[PAGE];

	snprintf(path, sizeof(path), "/proc/%s/exe", argv[0]);
	return tell(readlink(path, exe, sizeof(exe)) < 0);
}

/* The child asks for it, so that no ptrace() of ours is judged. */
static int way_trace_exec(char **argv)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(argv[0], argv);
		_exit(errno);
	}
	waitpid(pid, &status, 0);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		return tell(0);
	}
	errno = WEXITSTATUS(status);
	return tell(-1);
}

static int way_load(char **argv)
{
	int fd = open_or_end(argv[0], O_RDONLY);

	return tell(syscall(SYS_finit_module, fd, "", 0));
}

static int way_load_data(char **argv)
{
	int fd = open_or_end(argv[0], O_RDONLY);
	struct stat st;
	char *at;

	fstat(fd, &st);
	at = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	return tell(syscall(SYS_init_module, at, st.st_size, ""));
}

static int enable_verity(const char *name, int algorithm)
{
	struct fsverity_enable_arg how = {
		.version = 1,
		.hash_algorithm = algorithm,
		.block_size = PAGE,
	};

	return tell(ioctl(open_or_end(name, O_RDONLY), FS_IOC_ENABLE_VERITY,
			  &how));
}

static int way_verity(char **argv)
{
	return enable_verity(argv[0], FS_VERITY_HASH_ALG_SHA256);
}

static int way_verity_sha512(char **argv)
{
	return enable_verity(argv[0], FS_VERITY_HASH_ALG_SHA512);
}

/* Prints the fs-verity digest of a file. */
static int way_measure(char **argv)
{
	union {
		struct fsverity_digest head;
		unsigned char bytes[sizeof(struct fsverity_digest) + 64];
	} found = { .head.digest_size = 64 };

	if (ioctl(open_or_end(argv[0], O_RDONLY), FS_IOC_MEASURE_VERITY,
		  &found))
		return tell(-1);
	for (int i = 0; i < found.head.digest_size; i++)
		printf("%02x", found.bytes[sizeof(found.head) + i]);
	putchar('\n');
	return 0;
}

static const struct {
	const char *name;
	int arguments;
	int (*run)(char **argv);
} ways[] = {
	{ "map", 1, way_map },
	{ "map-shared-writable", 1, way_map_shared_writable },
	{ "map-private-writable", 1, way_map_private_writable },
	{ "protect", 1, way_protect },
	{ "protect-write", 1, way_protect_write },
	{ "patch", 1, way_patch },
	{ "implied", 1, way_implied },
	{ "remap", 1, way_remap },
	{ "protect-old", 2, way_protect_old },
	{ "anonymous", 0, way_anonymous },
	{ "anonymous-protect", 0, way_anonymous_protect },
	{ "flood", 0, way_flood },
	{ "zero", 0, way_zero },
	{ "shm", 0, way_shm },
	{ "own-memory", 0, way_own_memory },
	{ "dlopen", 1, way_dlopen },
	{ "uselib", 1, way_uselib },
	{ "store", 1, way_store },
	{ "zero-range", 1, way_zero_range },
	{ "clone", 2, way_clone },
	{ "exchange", 2, way_exchange },
	{ "write", 1, way_write },
	{ "uring-write", 1, way_uring_write },
	{ "truncate-open", 1, way_truncate_open },
	{ "read", 1, way_read },
	{ "hold", 1, way_hold },
	{ "hold-code", 1, way_hold_code },
	{ "exec-memfd", 1, way_exec_memfd },
	{ "exec-unsealed", 1, way_exec_unsealed },
	{ "map-unsealed", 1, way_map_unsealed },
	{ "exec-tmpfile", 1, way_exec_tmpfile },
	{ "exec-deleted", 1, way_exec_deleted },
	{ "exec-fd", 1, way_exec_fd },
	{ "exec-path-fd", 1, way_exec_path_fd },
	{ "exec-check", 1, way_exec_check },
	{ "attach", 1, way_attach },
	{ "proc-mem", 1, way_proc_mem },
	{ "vm-writev", 2, way_vm_writev },
	{ "take-fd", 1, way_take_fd },
	{ "look", 1, way_look },
	{ "trace-exec", 1, way_trace_exec },
	{ "load", 1, way_load },
	{ "load-data", 1, way_load_data },
	{ "verity", 1, way_verity },
	{ "verity-sha512", 1, way_verity_sha512 },
	{ "measure", 1, way_measure },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (argc > 1 && !strcmp(argv[1], ways[i].name) &&
		    argc - 2 >= ways[i].arguments)
			return ways[i].run(argv + 2);
	fputs("usage: trickster WAY [ARGUMENT...]\n", stderr);
	return 64;
}
