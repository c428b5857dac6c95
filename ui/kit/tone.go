package kit

import "fyne.io/fyne/v2"

// The tones: the meanings of colours. Only the outcome verified is green.
const (
	ToneNeutral  = "neutral"
	ToneWaiting  = "waiting"
	ToneVerified = "verified"
	ToneRefused  = "refused"
	ToneUnknown  = "unknown"
	ToneDemo     = "demo"
	// ToneTest and ToneProduction are tones of badges; they borrow the colours of waiting and of
	// refused.
	ToneTest       = "test"
	ToneProduction = "production"
)

// ToneColor returns the names of a tone's colours: of the text and of the ground below it. An
// unknown tone is neutral.
func ToneColor(tone string) (text, ground fyne.ThemeColorName) {
	switch tone {
	case ToneTest:
		tone = ToneWaiting
	case ToneProduction:
		tone = ToneRefused
	case ToneWaiting, ToneVerified, ToneRefused, ToneUnknown, ToneDemo:
	default:
		tone = ToneNeutral
	}
	return fyne.ThemeColorName(toneText + tone), fyne.ThemeColorName(toneGround + tone)
}

const (
	toneText   = "ringback.tone.text."
	toneGround = "ringback.tone.ground."
)
