package kit

import (
	"image/color"
	"math"
)

// palette is the colour table of the look: one for light, one for dark, and two of high contrast.
type palette struct {
	ground, card, field, fieldBorder, line color.NRGBA
	edge                                   color.NRGBA // around buttons; transparent if they have none
	// menu is above cards: in dark mode, where shadows are invisible, it is lighter than they are
	menu                        color.NRGBA
	ink, soft, accent, onAccent color.NRGBA
	tones                       map[string]tone
}

// tone is the colours of a text and of the ground below it.
type tone struct {
	text, ground color.NRGBA
}

func lightPalette() palette {
	return palette{
		ground: rgb(0xF7F8FA), card: rgb(0xFFFFFF), field: rgb(0xF1F3F6), fieldBorder: rgb(0x7F8998), line: rgb(0xE1E5EB),
		menu: rgb(0xFFFFFF),
		ink:  rgb(0x17202B), soft: rgb(0x566273), accent: rgb(0x1F5FA8), onAccent: rgb(0xFFFFFF),
		tones: map[string]tone{
			ToneWaiting:  {rgb(0x8A5A00), rgb(0xFFF4DC)},
			ToneVerified: {rgb(0x14703F), rgb(0xE3F5EA)},
			ToneRefused:  {rgb(0xAE2A1E), rgb(0xFDEAE7)},
			ToneNeutral:  {rgb(0x4B5563), rgb(0xECEFF3)},
			ToneUnknown:  {rgb(0x6436A0), rgb(0xF0E9FA)},
			ToneDemo:     {rgb(0x3D5468), rgb(0xE3EAF0)},
		},
	}
}

func darkPalette() palette {
	return palette{
		ground: rgb(0x14181F), card: rgb(0x1C222B), field: rgb(0x252D38), fieldBorder: rgb(0x6B7787), line: rgb(0x2C3440),
		menu: rgb(0x252D38),
		ink:  rgb(0xE9EDF2), soft: rgb(0x9AA7B8), accent: rgb(0x7DB2F0), onAccent: rgb(0x14181F),
		tones: map[string]tone{
			ToneWaiting:  {rgb(0xF2BE5C), rgb(0x3A2E14)},
			ToneVerified: {rgb(0x6FD39B), rgb(0x16352A)},
			ToneRefused:  {rgb(0xFF9C8F), rgb(0x40201D)},
			ToneNeutral:  {rgb(0xB6C0CC), rgb(0x2A323D)},
			ToneUnknown:  {rgb(0xC7A6F5), rgb(0x32254A)},
			ToneDemo:     {rgb(0xB4C7D8), rgb(0x2A3947)},
		},
	}
}

// lightContrastPalette: a line of Fyne's is soft and loses a third of its contrast, so lines are
// darker than the pixels are to be.
func lightContrastPalette() palette {
	return palette{
		ground: rgb(0xFFFFFF), card: rgb(0xFFFFFF), field: rgb(0xF4F6F9), fieldBorder: rgb(0x2F3945), line: rgb(0x2F3945),
		edge: rgb(0x2F3945), menu: rgb(0xFFFFFF),
		ink: rgb(0x06090D), soft: rgb(0x333D49), accent: rgb(0x0C3F80), onAccent: rgb(0xFFFFFF),
		tones: map[string]tone{
			ToneWaiting:  {rgb(0x5A3A00), rgb(0xFFF4DC)},
			ToneVerified: {rgb(0x094727), rgb(0xE3F5EA)},
			ToneRefused:  {rgb(0x7D160E), rgb(0xFDEAE7)},
			ToneNeutral:  {rgb(0x333C48), rgb(0xECEFF3)},
			ToneUnknown:  {rgb(0x48207E), rgb(0xF0E9FA)},
			ToneDemo:     {rgb(0x283949), rgb(0xE3EAF0)},
		},
	}
}

func darkContrastPalette() palette {
	return palette{
		ground: rgb(0x090C10), card: rgb(0x0E1217), field: rgb(0x151B22), fieldBorder: rgb(0xC3CFDD), line: rgb(0xB4C1D0),
		edge: rgb(0xC3CFDD), menu: rgb(0x1C232C),
		ink: rgb(0xFFFFFF), soft: rgb(0xCBD5E1), accent: rgb(0xA9CEFB), onAccent: rgb(0x090C10),
		tones: map[string]tone{
			ToneWaiting:  {rgb(0xFFDA8C), rgb(0x2B2110)},
			ToneVerified: {rgb(0x9DEBBF), rgb(0x0F2A20)},
			ToneRefused:  {rgb(0xFFC4BB), rgb(0x331614)},
			ToneNeutral:  {rgb(0xD6DEE7), rgb(0x1E252E)},
			ToneUnknown:  {rgb(0xDECBFF), rgb(0x261B3A)},
			ToneDemo:     {rgb(0xD0DEEB), rgb(0x1C2833)},
		},
	}
}

// rgb returns an opaque colour from its six hexadecimal digits.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// mix blends a share of over into under; both are opaque.
func mix(over, under color.NRGBA, share float64) color.NRGBA {
	channel := func(o, u uint8) uint8 {
		return uint8(math.Round(float64(o)*share + float64(u)*(1-share)))
	}
	return color.NRGBA{R: channel(over.R, under.R), G: channel(over.G, under.G), B: channel(over.B, under.B), A: 0xFF}
}
