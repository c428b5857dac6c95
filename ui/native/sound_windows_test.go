package native

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// silence returns a WAV file in which nothing is heard.
func silence(lasts time.Duration) []byte {
	const rate, header = 8000, 44 // bytes a second: 8 bits
	order := binary.LittleEndian
	size := uint32(lasts * rate / time.Second)
	file := order.AppendUint32([]byte("RIFF"), size+header-8)
	file = append(file, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	file = order.AppendUint32(order.AppendUint32(file, rate), rate)
	file = append(file, "\x01\x00\x08\x00data"...)
	file = order.AppendUint32(file, size)
	for range size {
		file = append(file, 0x80)
	}
	return file
}

// TestPlaying sounds. A machine without anything that plays them says so.
func TestPlaying(t *testing.T) {
	if !CanPlay() {
		t.Fatal("Windows always can")
	}
	there, _, _ := windows.NewLazySystemDLL("winmm.dll").NewProc("waveOutGetNumDevs").Call()
	for range 3 {
		if err := Play(t.Context(), silence(20*time.Millisecond)); (err == nil) != (there > 0) {
			t.Errorf("with %d devices: %v", there, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Play(ctx, silence(time.Minute)); err == nil {
		t.Error("ended at once, it says that it played")
	}
}

// TestHowLongASoundLasts, whatever its file says.
func TestHowLongASoundLasts(t *testing.T) {
	const begins = 200 * time.Millisecond
	damaged := silence(time.Second)
	copy(damaged[28:], []byte{0, 0, 0, 0})
	for _, c := range []struct {
		wav  []byte
		want time.Duration
	}{
		{wav: silence(300 * time.Millisecond), want: begins + 300*time.Millisecond},
		{wav: silence(0), want: begins},
		{wav: nil, want: 0},
		{wav: damaged, want: begins + 8000*time.Second},
	} {
		if got := lastsFor(c.wav); got != c.want {
			t.Errorf("%d bytes last %v, want %v", len(c.wav), got, c.want)
		}
	}
}
