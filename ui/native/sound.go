package native

import (
	"context"
	"time"
)

// soundPatience bounds how long a sound may take, with all that plays it.
const soundPatience = 3 * time.Second

// CanPlay reports whether there is something here that plays sounds. It looks at the disk, so it
// may take a while.
func CanPlay() bool { return canPlay() }

// Play plays a short WAV file, given by its bytes, which must not change. It returns when the sound
// has ended, and ends it with ctx, and after three seconds whatever plays it.
func Play(ctx context.Context, wav []byte) error {
	ctx, cancel := context.WithTimeout(ctx, soundPatience)
	defer cancel()
	return play(ctx, wav)
}
