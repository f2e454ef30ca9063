//! What the kernel takes away from a child before it sees a stranger's bytes: the file system and the network (landlock), and
//! every system call that reading a document does not need (seccomp). Limits on memory and time come on top.

use std::fmt;

/// What the kernel of this machine takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// No file can be opened and no port connected to.
    pub landlock: bool,
    /// No system call works but those on the list.
    pub seccomp: bool,
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |is: bool| if is { "on" } else { "off" };
        write!(f, "landlock={} seccomp={}", word(self.landlock), word(self.seccomp))
    }
}

impl Confinement {
    /// Reads what [`Confinement`] prints.
    #[must_use]
    pub fn parse(text: &str) -> Option<Confinement> {
        let mut words = text.split_whitespace();
        let mut next = |name: &str| match words.next()?.strip_prefix(name)?.strip_prefix('=')? {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        };
        Some(Confinement { landlock: next("landlock")?, seccomp: next("seccomp")? })
    }
}

/// Confines this process for the rest of its life, as far as the kernel can.
#[cfg(target_os = "linux")]
#[must_use]
pub fn confine() -> Confinement {
    Confinement { landlock: linux::landlock().unwrap_or(false), seccomp: linux::seccomp().is_ok() }
}

/// Other systems have limits on memory and time only.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn confine() -> Confinement {
    Confinement { landlock: false, seccomp: false }
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{ABI, Access as _, AccessFs, AccessNet, Ruleset, RulesetAttr as _, RulesetStatus, Scope};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };
    use std::collections::BTreeMap;

    /// The newest rules that this code knows; the kernel enforces those that it knows.
    const RULES: ABI = ABI::V6;

    /// Handles all rights and grants none. Answers whether the kernel enforces it.
    pub(super) fn landlock() -> Result<bool, landlock::RulesetError> {
        let status = Ruleset::default()
            .handle_access(AccessFs::from_all(RULES))?
            .handle_access(AccessNet::from_all(RULES))?
            .scope(Scope::from_all(RULES))?
            .create()?
            .restrict_self()?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Memory, the two pipes, the clock, randomness for hash maps, and the end.
    const ALLOWED: &[libc::c_long] = &[
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_readv,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_brk,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Any other call fails with "not permitted".
    pub(super) fn seccomp() -> Result<(), Box<dyn std::error::Error>> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
        // The child moves its own limit on processor time from document to document; no other process is its business.
        let itself = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, 0)?;
        rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![itself])?]);
        let refuse = SeccompAction::Errno(u32::try_from(libc::EPERM)?);
        let filter =
            SeccompFilter::new(rules, refuse, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?;
        let program: BpfProgram = filter.try_into()?;
        seccompiler::apply_filter(&program)?;
        Ok(())
    }
}
