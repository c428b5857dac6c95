package assets

import _ "embed"

// The sounds of an outcome: short WAV files, which TestSounds makes.
var (
	//go:embed sounds/verified.wav
	soundVerified []byte
	//go:embed sounds/other.wav
	soundOther []byte
)

// Sound returns the sound of an outcome: for verified two tones that rise, for everything else a
// single one, which is lower. It must not be changed.
func Sound(verified bool) []byte {
	if verified {
		return soundVerified
	}
	return soundOther
}
