// One goroutine draws every screen in every shape. That takes a minute, and with the race detector
// many minutes and gigabytes for nothing.

//go:build long && !race

package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
)

func TestNothingIsCutOffOrOverlaps(t *testing.T) {
	all := picturesFlags{scale: 1}.shapes(t, windowSizes())
	// Themes differ in colours only.
	all = slices.DeleteFunc(all, func(as shape) bool { return as.theme != "light" })
	all = append(all,
		shape{language: all[0].language, theme: "light", size: fyne.NewSize(1024, 600), scale: 1.5},
		shape{language: "da", theme: "light", size: fyne.NewSize(1280, 800), scale: 1.5})
	for _, as := range all {
		t.Run(as.String(), func(t *testing.T) { nothingIsCutOff(t, as, samples()) })
	}
}

func TestNothingIsCutOffInAPresentation(t *testing.T) {
	for _, as := range []shape{
		plainShape(),
		{language: "da", theme: "dark", size: fyne.NewSize(1920, 1080), scale: 1},
		{language: "da", theme: "light", size: fyne.NewSize(1024, 600), scale: 1},
		{language: "da", theme: "light", size: fyne.NewSize(1280, 800), scale: 1.5},
	} {
		t.Run(as.String(), func(t *testing.T) { nothingIsCutOffPresented(t, as, presentedSamples()) })
	}
}

// TestNobodyScrollsWhenPresenting checks that the code is readable from the back of the room, with
// a tour's caption as well, and that status and phone leave out what doesn't fit.
func TestNobodyScrollsWhenPresenting(t *testing.T) {
	for _, as := range []shape{
		{language: "en", theme: "light", size: fyne.NewSize(1024, 600), scale: 1},
		{language: "da", theme: "light", size: fyne.NewSize(1024, 600), scale: 1},
		{language: "da", theme: "light", size: fyne.NewSize(1280, 800), scale: 1},
	} {
		t.Run(as.String(), func(t *testing.T) { nobodyScrolls(t, as, roomSamples()) })
	}
}

func TestNothingIsGreenButVerified(t *testing.T) {
	for _, theme := range []string{"light", "dark", "contrast"} {
		greenIfVerified(t, theme, samples())
	}
}

func TestADecodedTokenHasNoOutcomeInDanish(t *testing.T) {
	noOutcome(t, shape{language: assets.Danish, theme: "dark", size: fyne.NewSize(1024, 600), scale: 1})
}

func TestKeysOfAPresentationFromEveryWidget(t *testing.T) {
	keysOfAPresentation(t, filledView(), waitingView(), verifiedView(), real(filledView()))
}

func TestALongPastedKeyIsCut(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	become(w, d, setupView(desk.Setup{NeedSecret: true, NeedKey: true, KeyringWorks: true}))
	d.forget()
	w.app.Clipboard().SetContent(strings.Repeat("MIGH\n", 1<<12))
	w.screen.setup.key.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	if calls := d.called(); !slices.Equal(calls, []string{fmt.Sprintf("InspectKey of %d bytes", maxPastedKey)}) {
		t.Errorf("pasting called %v", calls)
	}
}
