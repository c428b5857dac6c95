package native

import (
	"os/exec"
	"runtime"
	"syscall"
)

// players returns those of PipeWire, PulseAudio and ALSA.
func players() []player {
	return []player{{name: "pw-play"}, {name: "paplay"}, {name: "aplay", arguments: []string{"-q"}}}
}

// runWithUs runs a command, which ends with this process, however that ends: a player that hangs
// would hang for ever.
func runWithUs(command *exec.Cmd) error {
	// Linux ends it with the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return command.Run()
}
