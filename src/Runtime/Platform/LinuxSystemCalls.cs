using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>A system call's number on the processors whose numbers are known; -1 where there is no such call.</summary>
internal readonly record struct LinuxCall(short X64, short Arm64)
{
    /// <summary>On this processor.</summary>
    public int Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => -1,
    };
}

/// <summary>Numbers of Linux's system calls, from the kernel's <c>unistd.h</c> of both processors.</summary>
internal static class LinuxSystemCalls
{
    /// <summary>The first number without a meaning when this was written (kernel 6.17).</summary>
    public const int FirstUnknown = 470;

    public static readonly LinuxCall Control = new(16, 29);
    public static readonly LinuxCall DescriptorControl = new(72, 25);
    public static readonly LinuxCall Clone = new(56, 220);
    public static readonly LinuxCall Clone3 = new(435, 435);
    public static readonly LinuxCall Execute = new(59, 221);
    public static readonly LinuxCall Kill = new(62, 129);
    public static readonly LinuxCall KillThread = new(200, 130);
    public static readonly LinuxCall KillThreadOf = new(234, 131);
    public static readonly LinuxCall Limit = new(302, 261);
    public static readonly LinuxCall SetPriority = new(141, 140);
    public static readonly LinuxCall ProcessControl = new(157, 167);
    public static readonly LinuxCall GetCapabilities = new(125, 90);
    public static readonly LinuxCall SetCapabilities = new(126, 91);
    public static readonly LinuxCall SetFilter = new(317, 277);
    public static readonly LinuxCall GetThreadId = new(186, 178);
    public static readonly LinuxCall Trace = new(101, 117);
    public static readonly LinuxCall SetUpRing = new(425, 425);
    public static readonly LinuxCall Socket = new(41, 198);
    public static readonly LinuxCall OpenAt = new(257, 56);
    public static readonly LinuxCall AccessAt = new(269, 48);
    public static readonly LinuxCall ChangeModeAt = new(268, 53);
    public static readonly LinuxCall CreateRuleset = new(444, 444);
    public static readonly LinuxCall AddRule = new(445, 445);
    public static readonly LinuxCall RestrictSelf = new(446, 446);

    /// <summary>Rings of requests, which pass by every filter: "there are none", for which libraries have another way.</summary>
    public static readonly LinuxCall[] Rings = [SetUpRing, new(426, 426), new(427, 427)];

    /// <summary>What no program needs that computes: debugging, mounts, namespaces, modules, keys, the machine itself.</summary>
    public static readonly LinuxCall[] Rare =
    [
        // ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, kcmp, process_madvise, process_mrelease.
        Trace, new(310, 270), new(311, 271), new(438, 438), new(312, 272), new(440, 440), new(448, 448),
        // bpf, perf_event_open, userfaultfd, add_key, request_key, keyctl.
        new(321, 280), new(298, 241), new(323, 282), new(248, 217), new(249, 218), new(250, 219),
        // mount, umount2, pivot_root, chroot, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr.
        new(165, 40), new(166, 39), new(155, 41), new(161, 51), new(428, 428), new(429, 429), new(430, 430), new(431, 431), new(432, 432),
        new(433, 433), new(442, 442), new(467, 467),
        // open_by_handle_at, name_to_handle_at, setns, unshare, fanotify_init, fanotify_mark.
        new(304, 265), new(303, 264), new(308, 268), new(272, 97), new(300, 262), new(301, 263),
        // init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot, swapon, swapoff.
        new(175, 105), new(313, 273), new(176, 106), new(246, 104), new(320, 294), new(169, 142), new(167, 224), new(168, 225),
        // acct, syslog, quotactl, quotactl_fd, vhangup, sethostname, setdomainname.
        new(163, 89), new(103, 116), new(179, 60), new(443, 443), new(153, 58), new(170, 161), new(171, 162),
        // settimeofday, clock_settime, clock_adjtime, adjtimex, ioperm, iopl, modify_ldt, uselib, personality.
        new(164, 170), new(227, 112), new(305, 266), new(159, 171), new(173, -1), new(172, -1), new(154, -1), new(134, -1), new(135, 92),
        // migrate_pages, move_pages, ioprio_set, lookup_dcookie, nfsservctl.
        new(256, 238), new(279, 239), new(251, 30), new(212, 18), new(180, 42),
        // shmget, shmat, shmctl, semget, semop, semctl, semtimedop, msgget, msgsnd, msgrcv, msgctl, mq_open, mq_unlink: other programs' objects.
        new(29, 194), new(30, 196), new(31, 195), new(64, 190), new(65, 193), new(66, 191), new(220, 192), new(68, 186), new(69, 189), new(70, 188),
        new(71, 187), new(240, 180), new(241, 181),
        // rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal.
        new(129, 138), new(297, 240), new(424, 424),
    ];

    /// <summary>sched_setaffinity, sched_setscheduler, sched_setparam, sched_setattr: of the calling thread alone.</summary>
    public static readonly LinuxCall[] Scheduling = [new(203, 122), new(144, 119), new(142, 118), new(314, 274)];

    /// <summary>socket, socketpair, connect, bind, listen, accept, accept4. A pair of datagram sockets can be addressed elsewhere, too.</summary>
    public static readonly LinuxCall[] Network = [Socket, new(53, 199), new(42, 203), new(49, 200), new(50, 201), new(43, 202), new(288, 242)];

    /// <summary>Modes, owners, attributes and times of files, which Landlock does not restrict.</summary>
    public static readonly LinuxCall[] Metadata =
    [
        // chmod, fchmod, fchmodat, fchmodat2, chown, fchown, lchown, fchownat.
        new(90, -1), new(91, 52), ChangeModeAt, new(452, 452), new(92, -1), new(93, 55), new(94, -1), new(260, 54),
        // setxattr, lsetxattr, fsetxattr, setxattrat, removexattr, lremovexattr, fremovexattr, removexattrat, file_setattr.
        new(188, 5), new(189, 6), new(190, 7), new(463, 463), new(197, 14), new(198, 15), new(199, 16), new(466, 466), new(469, 469),
        // utime, utimes, utimensat, futimesat.
        new(132, -1), new(235, -1), new(280, 88), new(261, -1),
    ];

    /// <summary>execve, execveat.</summary>
    public static readonly LinuxCall[] Programs = [Execute, new(322, 281)];

    /// <summary>fork, vfork.</summary>
    public static readonly LinuxCall[] Forks = [new(57, -1), new(58, -1)];
}
