package killed

import (
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Call is a system call that a program is about to make.
type Call struct {
	Program, Thread int // their ids
	Number          uint64
	Arguments       [6]uint64
}

// Before runs a program and kills it with SIGKILL before one of the system calls that counts
// accepts: the one numbered at, from 0. It returns what the program wrote to standard output, how
// many such calls there were, and whether the program reached its end. Several programs may run at
// the same time.
//
// The program gets environment, in the form of [os.Environ]. With GOMAXPROCS=1 in it, a Go program
// makes about the same calls each time.
func Before(at int, counts func(Call) bool, environment []string, program string, arguments ...string) (said string, calls int, ended bool, err error) {
	runtime.LockOSThread() // only the thread that starts a process can trace it
	defer runtime.UnlockOSThread()
	read, write, err := os.Pipe()
	if err != nil {
		return "", 0, false, err
	}
	defer read.Close()
	process, err := os.StartProcess(program, append([]string{program}, arguments...), &os.ProcAttr{
		// In its own process group, so that no other caller waits for its threads.
		Files: []*os.File{nil, write, os.Stderr}, Sys: &syscall.SysProcAttr{Ptrace: true, Setpgid: true, Pdeathsig: syscall.SIGKILL},
		Env: environment,
	})
	_ = write.Close()
	if err != nil {
		return "", 0, false, err
	}
	t := &traced{program: process.Pid, at: at, counts: counts}
	if err := t.run(); err != nil {
		return "", 0, false, err
	}
	all, err := io.ReadAll(read)
	return string(all), t.calls, !t.killed, err
}

// Untraceable reports whether an error of [Before] means that this machine doesn't allow tracing.
func Untraceable(err error) bool {
	return errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS)
}

// traced is a program that runs from one system call to the next.
type traced struct {
	program int
	at      int
	counts  func(Call) bool

	calls  int // calls that counted
	killed bool
}

// run continues the program until it ends or is killed.
func (t *traced) run() error {
	const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	var status unix.WaitStatus
	if _, err := unix.Wait4(t.program, &status, unix.WALL, nil); err != nil {
		return err
	}
	if err := unix.PtraceSetOptions(t.program, options); err != nil {
		return err
	}
	if err := unix.PtraceSyscall(t.program, 0); err != nil {
		return err
	}
	for {
		thread, err := unix.Wait4(-t.program, &status, unix.WALL, nil)
		if err != nil {
			return err
		}
		switch {
		case status.Exited() || status.Signaled():
			if thread == t.program {
				return nil
			}
		case status.Stopped() && !t.killed:
			if err := t.goOn(thread, status.StopSignal()); err != nil {
				return err
			}
		}
	}
}

// goOn continues a stopped thread, or kills the program.
func (t *traced) goOn(thread int, stop unix.Signal) error {
	const inSyscall = unix.SIGTRAP | 0x80
	signal := int(stop)
	switch stop {
	case inSyscall:
		signal = 0
		if err := t.look(thread); err != nil || t.killed {
			return err
		}
	case unix.SIGTRAP, unix.SIGSTOP: // a new thread
		signal = 0
	}
	if err := unix.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, unix.ESRCH) {
		return err
	}
	return nil
}

// syscallInfo is the kernel's struct ptrace_syscall_info, for an entry.
type syscallInfo struct {
	op    uint8
	_     [3]uint8
	arch  uint32
	ip    uint64
	stack uint64
	nr    uint64
	args  [6]uint64
	_     [8]uint64
}

// look reads the system call that a thread enters or leaves, and kills the program if it is the
// chosen one.
func (t *traced) look(thread int) error {
	const entry = 1
	var info syscallInfo
	//nolint:gosec // The kernel writes what it says about the call into info, and no more than its size.
	_, _, number := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(thread),
		unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	switch {
	case number == unix.ESRCH:
		return nil // another thread has ended the program meanwhile; wait for this one's end, too
	case number != 0:
		return number
	case info.op != entry || !t.counts(Call{Program: t.program, Thread: thread, Number: info.nr, Arguments: info.args}):
		return nil
	case t.calls < t.at:
		t.calls++
		return nil
	}
	t.killed = true
	return unix.Kill(t.program, unix.SIGKILL)
}
