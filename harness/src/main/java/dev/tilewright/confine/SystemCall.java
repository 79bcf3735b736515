package dev.tilewright.confine;

/**
 * The system calls that a confined process may make, and their numbers: those that a JVM, an OpenCL or CUDA driver, and the compilers and
 * linkers of such drivers need to compute. Whatever is not here is refused.
 *
 * <p>Left out on purpose, beside all that only an administrator may do: other processes' memory and descriptors ({@code ptrace},
 * {@code process_vm_readv}, {@code pidfd_getfd}, {@code kcmp}), new namespaces and mounts, {@code bpf}, {@code io_uring}, which goes round
 * filters, {@code userfaultfd}, {@code perf_event_open}, {@code keyctl}, memory of System V, which outlives a process, {@code setsid} and
 * {@code setpgid}, by which a process would leave the group that is killed with it, signals by queue, and the priority and the place of
 * other processes ({@code setpriority}, {@code sched_setaffinity}).
 */
enum SystemCall {
    // Files.
    READ(0, 63, Use.ALWAYS),
    WRITE(1, 64, Use.ALWAYS),
    READV(19, 65, Use.ALWAYS),
    WRITEV(20, 66, Use.ALWAYS),
    PREAD64(17, 67, Use.ALWAYS),
    PWRITE64(18, 68, Use.ALWAYS),
    PREADV(295, 69, Use.ALWAYS),
    PWRITEV(296, 70, Use.ALWAYS),
    PREADV2(327, 286, Use.ALWAYS),
    PWRITEV2(328, 287, Use.ALWAYS),
    OPEN(2, -1, Use.ALWAYS),
    OPENAT(257, 56, Use.ALWAYS),
    OPENAT2(437, 437, Use.ALWAYS),
    CREAT(85, -1, Use.ALWAYS),
    CLOSE(3, 57, Use.ALWAYS),
    CLOSE_RANGE(436, 436, Use.ALWAYS),
    LSEEK(8, 62, Use.ALWAYS),
    STAT(4, -1, Use.ALWAYS),
    FSTAT(5, 80, Use.ALWAYS),
    LSTAT(6, -1, Use.ALWAYS),
    NEWFSTATAT(262, 79, Use.ALWAYS),
    STATX(332, 291, Use.ALWAYS),
    ACCESS(21, -1, Use.ALWAYS),
    FACCESSAT(269, 48, Use.ALWAYS),
    FACCESSAT2(439, 439, Use.ALWAYS),
    STATFS(137, 43, Use.ALWAYS),
    FSTATFS(138, 44, Use.ALWAYS),
    GETDENTS(78, -1, Use.ALWAYS),
    GETDENTS64(217, 61, Use.ALWAYS),
    READLINK(89, -1, Use.ALWAYS),
    READLINKAT(267, 78, Use.ALWAYS),
    GETCWD(79, 17, Use.ALWAYS),
    CHDIR(80, 49, Use.ALWAYS),
    FCHDIR(81, 50, Use.ALWAYS),
    RENAME(82, -1, Use.ALWAYS),
    RENAMEAT(264, 38, Use.ALWAYS),
    RENAMEAT2(316, 276, Use.ALWAYS),
    LINK(86, -1, Use.ALWAYS),
    LINKAT(265, 37, Use.ALWAYS),
    SYMLINK(88, -1, Use.ALWAYS),
    SYMLINKAT(266, 36, Use.ALWAYS),
    UNLINK(87, -1, Use.ALWAYS),
    UNLINKAT(263, 35, Use.ALWAYS),
    MKDIR(83, -1, Use.ALWAYS),
    MKDIRAT(258, 34, Use.ALWAYS),
    RMDIR(84, -1, Use.ALWAYS),
    CHMOD(90, -1, Use.ALWAYS),
    FCHMOD(91, 52, Use.ALWAYS),
    FCHMODAT(268, 53, Use.ALWAYS),
    FCHMODAT2(452, 452, Use.ALWAYS),
    UMASK(95, 166, Use.ALWAYS),
    UTIME(132, -1, Use.ALWAYS),
    UTIMES(235, -1, Use.ALWAYS),
    FUTIMESAT(261, -1, Use.ALWAYS),
    UTIMENSAT(280, 88, Use.ALWAYS),
    TRUNCATE(76, 45, Use.ALWAYS),
    FTRUNCATE(77, 46, Use.ALWAYS),
    FALLOCATE(285, 47, Use.ALWAYS),
    FADVISE64(221, 223, Use.ALWAYS),
    READAHEAD(187, 213, Use.ALWAYS),
    FSYNC(74, 82, Use.ALWAYS),
    FDATASYNC(75, 83, Use.ALWAYS),
    SYNC_FILE_RANGE(277, 84, Use.ALWAYS),
    FLOCK(73, 32, Use.ALWAYS),
    DUP(32, 23, Use.ALWAYS),
    DUP2(33, -1, Use.ALWAYS),
    DUP3(292, 24, Use.ALWAYS),
    PIPE(22, -1, Use.ALWAYS),
    PIPE2(293, 59, Use.ALWAYS),
    SENDFILE(40, 71, Use.ALWAYS),
    COPY_FILE_RANGE(326, 285, Use.ALWAYS),
    // Waiting.
    POLL(7, -1, Use.ALWAYS),
    PPOLL(271, 73, Use.ALWAYS),
    SELECT(23, -1, Use.ALWAYS),
    PSELECT6(270, 72, Use.ALWAYS),
    EPOLL_CREATE(213, -1, Use.ALWAYS),
    EPOLL_CREATE1(291, 20, Use.ALWAYS),
    EPOLL_CTL(233, 21, Use.ALWAYS),
    EPOLL_WAIT(232, -1, Use.ALWAYS),
    EPOLL_PWAIT(281, 22, Use.ALWAYS),
    EPOLL_PWAIT2(441, 441, Use.ALWAYS),
    EVENTFD(284, -1, Use.ALWAYS),
    EVENTFD2(290, 19, Use.ALWAYS),
    SIGNALFD(282, -1, Use.ALWAYS),
    SIGNALFD4(289, 74, Use.ALWAYS),
    TIMERFD_CREATE(283, 85, Use.ALWAYS),
    TIMERFD_SETTIME(286, 86, Use.ALWAYS),
    TIMERFD_GETTIME(287, 87, Use.ALWAYS),
    PAUSE(34, -1, Use.ALWAYS),
    // Memory.
    BRK(12, 214, Use.ALWAYS),
    MMAP(9, 222, Use.ALWAYS),
    MUNMAP(11, 215, Use.ALWAYS),
    MREMAP(25, 216, Use.ALWAYS),
    MPROTECT(10, 226, Use.ALWAYS),
    MADVISE(28, 233, Use.ALWAYS),
    MINCORE(27, 232, Use.ALWAYS),
    MSYNC(26, 227, Use.ALWAYS),
    MLOCK(149, 228, Use.ALWAYS),
    MLOCK2(325, 284, Use.ALWAYS),
    MUNLOCK(150, 229, Use.ALWAYS),
    PKEY_ALLOC(330, 289, Use.ALWAYS),
    PKEY_MPROTECT(329, 288, Use.ALWAYS),
    PKEY_FREE(331, 290, Use.ALWAYS),
    MEMBARRIER(324, 283, Use.ALWAYS),
    GET_MEMPOLICY(239, 236, Use.ALWAYS),
    SET_MEMPOLICY(238, 237, Use.ALWAYS),
    MBIND(237, 235, Use.ALWAYS),
    MAP_SHADOW_STACK(453, 453, Use.ALWAYS),
    MSEAL(462, 462, Use.ALWAYS),
    // Threads, locks and processes.
    FORK(57, -1, Use.ALWAYS),
    VFORK(58, -1, Use.ALWAYS),
    EXECVE(59, 221, Use.ALWAYS),
    EXECVEAT(322, 281, Use.ALWAYS),
    EXIT(60, 93, Use.ALWAYS),
    EXIT_GROUP(231, 94, Use.ALWAYS),
    WAIT4(61, 260, Use.ALWAYS),
    WAITID(247, 95, Use.ALWAYS),
    FUTEX(202, 98, Use.ALWAYS),
    FUTEX_WAITV(449, 449, Use.ALWAYS),
    FUTEX_WAKE(454, 454, Use.ALWAYS),
    FUTEX_WAIT(455, 455, Use.ALWAYS),
    FUTEX_REQUEUE(456, 456, Use.ALWAYS),
    SET_ROBUST_LIST(273, 99, Use.ALWAYS),
    SET_TID_ADDRESS(218, 96, Use.ALWAYS),
    RSEQ(334, 293, Use.ALWAYS),
    ARCH_PRCTL(158, -1, Use.ALWAYS),
    SCHED_YIELD(24, 124, Use.ALWAYS),
    SCHED_GETAFFINITY(204, 123, Use.ALWAYS),
    SCHED_GETPARAM(143, 121, Use.ALWAYS),
    SCHED_GETSCHEDULER(145, 120, Use.ALWAYS),
    SCHED_GET_PRIORITY_MAX(146, 125, Use.ALWAYS),
    SCHED_GET_PRIORITY_MIN(147, 126, Use.ALWAYS),
    SCHED_RR_GET_INTERVAL(148, 127, Use.ALWAYS),
    GETCPU(309, 168, Use.ALWAYS),
    GETPRIORITY(140, 141, Use.ALWAYS),
    GETTID(186, 178, Use.ALWAYS),
    GETPID(39, 172, Use.ALWAYS),
    GETPPID(110, 173, Use.ALWAYS),
    GETPGID(121, 155, Use.ALWAYS),
    GETPGRP(111, -1, Use.ALWAYS),
    GETSID(124, 156, Use.ALWAYS),
    RESTART_SYSCALL(219, 128, Use.ALWAYS),
    // Signals.
    RT_SIGACTION(13, 134, Use.ALWAYS),
    RT_SIGPROCMASK(14, 135, Use.ALWAYS),
    RT_SIGPENDING(127, 136, Use.ALWAYS),
    RT_SIGTIMEDWAIT(128, 137, Use.ALWAYS),
    RT_SIGSUSPEND(130, 133, Use.ALWAYS),
    RT_SIGRETURN(15, 139, Use.ALWAYS),
    SIGALTSTACK(131, 132, Use.ALWAYS),
    // Clocks.
    CLOCK_GETTIME(228, 113, Use.ALWAYS),
    CLOCK_GETRES(229, 114, Use.ALWAYS),
    CLOCK_NANOSLEEP(230, 115, Use.ALWAYS),
    NANOSLEEP(35, 101, Use.ALWAYS),
    GETTIMEOFDAY(96, 169, Use.ALWAYS),
    TIME(201, -1, Use.ALWAYS),
    TIMES(100, 153, Use.ALWAYS),
    TIMER_CREATE(222, 107, Use.ALWAYS),
    TIMER_SETTIME(223, 110, Use.ALWAYS),
    TIMER_GETTIME(224, 108, Use.ALWAYS),
    TIMER_GETOVERRUN(225, 109, Use.ALWAYS),
    TIMER_DELETE(226, 111, Use.ALWAYS),
    SETITIMER(38, 103, Use.ALWAYS),
    GETITIMER(36, 102, Use.ALWAYS),
    ALARM(37, -1, Use.ALWAYS),
    // What a process is, and may use.
    GETUID(102, 174, Use.ALWAYS),
    GETEUID(107, 175, Use.ALWAYS),
    GETGID(104, 176, Use.ALWAYS),
    GETEGID(108, 177, Use.ALWAYS),
    GETRESUID(118, 148, Use.ALWAYS),
    GETRESGID(120, 150, Use.ALWAYS),
    GETGROUPS(115, 158, Use.ALWAYS),
    CAPGET(125, 90, Use.ALWAYS),
    GETRLIMIT(97, 163, Use.ALWAYS),
    SETRLIMIT(160, 164, Use.ALWAYS),
    GETRUSAGE(98, 165, Use.ALWAYS),
    SYSINFO(99, 179, Use.ALWAYS),
    UNAME(63, 160, Use.ALWAYS),
    GETRANDOM(318, 278, Use.ALWAYS),
    // Sockets.
    CONNECT(42, 203, Use.SOCKETS),
    BIND(49, 200, Use.SOCKETS),
    LISTEN(50, 201, Use.SOCKETS),
    ACCEPT(43, 202, Use.SOCKETS),
    ACCEPT4(288, 242, Use.SOCKETS),
    GETSOCKNAME(51, 204, Use.SOCKETS),
    GETPEERNAME(52, 205, Use.SOCKETS),
    GETSOCKOPT(55, 209, Use.SOCKETS),
    SETSOCKOPT(54, 208, Use.SOCKETS),
    SENDTO(44, 206, Use.SOCKETS),
    RECVFROM(45, 207, Use.SOCKETS),
    SENDMSG(46, 211, Use.SOCKETS),
    RECVMSG(47, 212, Use.SOCKETS),
    SENDMMSG(307, 269, Use.SOCKETS),
    RECVMMSG(299, 243, Use.SOCKETS),
    SHUTDOWN(48, 210, Use.SOCKETS),
    // What the arguments, or the rights, decide.
    FCNTL(72, 25, Use.RULED),
    CLONE(56, 220, Use.RULED),
    CLONE3(435, 435, Use.RULED),
    IOCTL(16, 29, Use.RULED),
    PRCTL(157, 167, Use.RULED),
    PERSONALITY(135, 92, Use.RULED),
    PRLIMIT64(302, 261, Use.RULED),
    KILL(62, 129, Use.RULED),
    TGKILL(234, 131, Use.RULED),
    SOCKET(41, 198, Use.RULED),
    SOCKETPAIR(53, 199, Use.RULED),
    MEMFD_CREATE(319, 279, Use.RULED);

    /** The number of one that an architecture does not have. */
    static final int NONE = -1;

    private final int x86;
    private final int arm;
    private final Use use;

    /**
     * @param x86 its number on x86-64
     * @param arm its number on 64-bit ARM
     */
    SystemCall(int x86, int arm, Use use) {
        this.x86 = x86;
        this.arm = arm;
        this.use = use;
    }

    /** Returns its number, or {@link #NONE}. */
    int number(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }

    Use use() {
        return use;
    }

    /** When a call is allowed. */
    enum Use {
        /** Whatever its arguments are. */
        ALWAYS,
        /** Whatever its arguments are, where sockets are allowed. */
        SOCKETS,
        /** As {@link SeccompFilter} says. */
        RULED
    }
}
