package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/native"
)

// heights returns those of the status and of the tabs.
func heights(w *Window) (status, tabs float32) {
	return w.screen.status.root.Size().Height, w.screen.tabs.root.Size().Height
}

// divided returns a window that waits, with the focus on its splitter.
func divided(t *testing.T) (*Window, *fakeDesk, keyboard) {
	t.Helper()
	w, d := open(t, waitingView(), plainShape())
	focusOn(w, w.screen.frame.splitter.(fyne.Focusable))
	return w, d, keyboardOf(w)
}

func TestTheSplitterMovesWithinWhatBothAllow(t *testing.T) {
	w, _, k := divided(t)
	designed, beside := heights(w)
	both := designed + beside
	k.key(fyne.KeyDown, 0)
	if got, _ := heights(w); got <= designed {
		t.Errorf("Down makes %.0f of %.0f", got, designed)
	}
	k.key(fyne.KeyEnd, 0)
	most, least := heights(w)
	if want := dp(leastUsual); least != want || most+least != both {
		t.Errorf("at the end the tabs have %.0f of %.0f, want %.0f", least, both, want)
	}
	k.key(fyne.KeyDown, 0)
	if got, _ := heights(w); got != most {
		t.Errorf("below the end the status has %.0f, not %.0f", got, most)
	}
	k.key(fyne.KeyUp, 0)
	if got, _ := heights(w); got >= most || got <= designed {
		t.Errorf("Up from the end makes %.0f of %.0f", got, most)
	}
	for _, back := range []fyne.KeyName{fyne.KeyHome, fyne.KeyReturn} {
		k.key(fyne.KeyEnd, 0)
		k.key(back, 0)
		if got, _ := heights(w); got != designed || w.share() != 0 {
			t.Errorf("%s makes %.0f, as designed it is %.0f; the share is %v", back, got, designed, w.share())
		}
	}
}

// TestTheChosenShareOutlastsTheState: what is said next is where the last was, as far as contents
// allow.
func TestTheChosenShareOutlastsTheState(t *testing.T) {
	w, d, k := divided(t)
	k.key(fyne.KeyEnd, 0)
	waiting, _ := heights(w)
	become(w, d, verifiedView())
	if got, _ := heights(w); got != min(waiting, waiting+dp(leastUsual)-dp(leastEnded)) {
		t.Errorf("at the outcome the status has %.0f, before it had %.0f", got, waiting)
	}
	become(w, d, emptyView())
	if got, _ := heights(w); got != waiting {
		t.Errorf("after Done the status has %.0f, before it had %.0f", got, waiting)
	}
	become(w, d, waitingView())
	if got, _ := heights(w); got != waiting {
		t.Errorf("in the next request the status has %.0f, in the last it had %.0f", got, waiting)
	}
	d.SetLanguage(string(assets.Danish))
	w.Changed()
	if got, _ := heights(w); got != waiting {
		t.Errorf("in another language the status has %.0f, before it had %.0f", got, waiting)
	}
}

// TestNoShareCutsAnythingOff: the status is never lower than without a choice, in no state and
// size.
func TestNoShareCutsAnythingOff(t *testing.T) {
	for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 760}, {Width: 1900, Height: 1000}} {
		for _, texts := range []int{usualTextSize, 130} {
			as := plainShape()
			as.size = size
			w, d := open(t, withTexts(emptyView(), texts), as)
			for _, s := range oneIn(oneScreenIn, ownMoments()) {
				s.share = 0
				s.showIn(w, d)
				designed, usual := heights(w)
				for _, share := range []float32{0.01, 0.5, 0.99} {
					w.keepShare(share)
					w.screen.layOut()
					status, tabs := heights(w)
					if status < designed || tabs < min(usual, w.screen.tabs.kept()) {
						t.Errorf("%s at %v, texts of %d %%, a share of %v: %.0f over %.0f; as designed %.0f over %.0f", s.name, size, texts, share, status, tabs, designed, usual)
					}
				}
			}
		}
	}
}

func TestTheSplitterIsWhereThereAreTwoPartsInAColumn(t *testing.T) {
	for _, c := range []struct {
		size fyne.Size
		want bool
	}{
		{fyne.NewSize(1280, 800), true},
		{fyne.NewSize(1900, 1000), true},
		{fyne.NewSize(960, 480), false},
		{fyne.NewSize(480, 400), false},
	} {
		w, _, _ := divided(t)
		w.window.Resize(c.size)
		splitter := w.screen.frame.splitter
		if shown := splitter.Visible() && holds(w.window.Content(), splitter); shown != c.want {
			t.Errorf("at %v there is a splitter: %v", c.size, shown)
		}
		if focused := w.window.Canvas().Focused() != nil; focused != c.want {
			t.Errorf("at %v the splitter keeps the focus: %v", c.size, focused)
		}
	}
}

func TestTheShareIsKept(t *testing.T) {
	was := Place{Width: 1280, Height: 800, Split: 0.6}
	w, kept := placedWindow(t, was, func() (native.Place, bool) { return native.Place{}, false })
	status, tabs := heights(w)
	if share := status / (status + tabs); share < 0.59 || share > 0.61 {
		t.Errorf("the status opens with %.2f of the height", share)
	}
	w.screen.frame.split.MoveTo(status + 40)
	w.close()
	if got := (*kept)[0].Split; got <= 0.6 || got >= 0.7 {
		t.Errorf("a share of %v is kept", got)
	}
}
