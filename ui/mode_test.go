package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestTheWindowIsArrangedForItsSize(t *testing.T) {
	for _, one := range []struct {
		size   fyne.Size
		factor float32
		locked bool
		want   mode
	}{
		{size: fyne.NewSize(480, 400), factor: 1, want: modeNarrow},
		{size: fyne.NewSize(480, 400), factor: 1, locked: true, want: modeNarrow},
		{size: fyne.NewSize(859, 1200), factor: 1, want: modeNarrow},
		{size: fyne.NewSize(860, 1200), factor: 1, locked: true, want: modeUsual},
		{size: fyne.NewSize(909, 440), factor: 1, locked: true, want: modeNarrow},
		{size: fyne.NewSize(910, 440), factor: 1, want: modeUsual}, // the form needs its place
		{size: fyne.NewSize(910, 440), factor: 1, locked: true, want: modeLow},
		{size: fyne.NewSize(960, 480), factor: 1, locked: true, want: modeLow},
		{size: fyne.NewSize(1024, 700), factor: 1, locked: true, want: modeLow},
		{size: fyne.NewSize(1280, 800), factor: 1, locked: true, want: modeUsual},
		{size: fyne.NewSize(1600, 900), factor: 1, locked: true, want: modeUsual},
		{size: fyne.NewSize(1601, 900), factor: 1, want: modeWide},
		{size: fyne.NewSize(1920, 600), factor: 1, locked: true, want: modeLow},
		{size: fyne.NewSize(3840, 2160), factor: 2, want: modeWide},
		{size: fyne.NewSize(2560, 1600), factor: 2, locked: true, want: modeUsual},
		{size: fyne.NewSize(1280, 800), factor: 2, want: modeNarrow},
		{size: fyne.NewSize(1280, 800), factor: 1.5, locked: true, want: modeNarrow},
		{size: fyne.NewSize(1280, 800), factor: 0.75, want: modeWide},
	} {
		if got := modeOf(one.size, one.factor, one.locked); got != one.want {
			t.Errorf("%v, texts of %v, locked %v: mode %v, want %v", one.size, one.factor, one.locked, got, one.want)
		}
	}
}
