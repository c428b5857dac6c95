package native

import (
	"context"
	"encoding/binary"
	"errors"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

func canPlay() bool { return windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW").Find() == nil }

// play lets Windows play from memory, without a sound of its own where it can't. What it plays must
// stay in memory until it has ended. Windows says that it plays before it looks for what could, so
// that is looked for here.
func play(ctx context.Context, wav []byte) error {
	const async, noDefault, memory = 0x0001, 0x0002, 0x0004 // SND_…
	library := windows.NewLazySystemDLL("winmm.dll")
	sound, devices := library.NewProc("PlaySoundW"), library.NewProc("waveOutGetNumDevs")
	if err := errors.Join(sound.Find(), devices.Find()); err != nil {
		return err
	}
	if there, _, _ := devices.Call(); there == 0 {
		return errors.New("nothing here plays sounds")
	}
	if played, _, _ := sound.Call(uintptr(unsafe.Pointer(unsafe.SliceData(wav))), 0, async|noDefault|memory); played == 0 {
		return errors.New("windows plays no sound")
	}
	defer runtime.KeepAlive(wav)
	ends := time.NewTimer(lastsFor(wav))
	defer ends.Stop()
	select {
	case <-ends.C:
		return nil
	case <-ctx.Done():
		_, _, _ = sound.Call(0, 0, 0) // ends it
		return ctx.Err()
	}
}

// lastsFor returns for how long a WAV file plays, with what the system takes to begin.
func lastsFor(wav []byte) time.Duration {
	const header, perSecond, begins = 44, 28, 200 * time.Millisecond
	if len(wav) < header {
		return 0
	}
	rate := time.Duration(max(binary.LittleEndian.Uint32(wav[perSecond:]), 1)) // bytes
	return begins + time.Duration(len(wav)-header)*time.Second/rate
}
