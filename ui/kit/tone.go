package kit

import "fyne.io/fyne/v2"

// The tones: what a colour says. Nothing but the outcome verified is green.
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

// ToneColor names the colours of a tone: of the text and of the ground it stands on. A tone that
// isn't known is neutral.
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
