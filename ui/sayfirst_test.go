package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
)

// sight returns how much of an object is visible in the status card, from 0 for nothing to 1 for
// all of it.
func sight(w *Window, o fyne.CanvasObject) float32 {
	driver, place := fyne.CurrentApp().Driver(), w.screen.status.fit.root
	whole := boxOf(driver.AbsolutePositionForObject(o), o.Size())
	seen := whole.and(boxOf(driver.AbsolutePositionForObject(place).SubtractXY(0, spill), place.Size().AddWidthHeight(0, 2*spill)))
	return max(seen.bottom-seen.top, 0) / (whole.bottom - whole.top)
}

func TestWhatToSayIsInSightInALowWindow(t *testing.T) {
	for _, language := range assets.Languages() {
		as := shape{language, "light", fyne.NewSize(1024, 600), 1}
		w, d := open(t, emptyView(), as)
		for _, s := range oneIn(oneScreenIn, samples()) {
			if s.view.Status.SayNow.IsZero() || s.view.Decoded != nil { // the decoder hides the card
				continue
			}
			s.showIn(w, d)
			least := float32(1)
			if s.tab == tabAppswitch {
				least = 0.85 // the words, but not all of the ground below them
			}
			if seen := sight(w, w.screen.status.say); seen < least {
				t.Errorf("%s in %s: %.0f %% of what to say is in sight", s.name, as, 100*seen)
			}
		}
	}
}

func TestWhatToSayIsBelowTheFactsWhereThereIsRoom(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	crowded := verifiedView()
	crowded.Outcome.Recorded, crowded.Outcome.Text = false, strings.Repeat("Kode 4821, Nordby Kommune. ", 5)
	below := func() bool {
		return w.screen.status.say.Position().Y > w.screen.status.asSent.root.Position().Y
	}
	become(w, d, crowded)
	if !below() {
		t.Error("in a high window what to say stands above the facts")
	}
	w.window.Resize(fyne.NewSize(910, 400))
	if below() {
		t.Error("in a low window what to say stands below the facts, out of sight")
	}
	w.window.Resize(fyne.NewSize(1280, 800))
	if !below() {
		t.Error("in a window that was low what to say stays above the facts")
	}
}

func TestEveryNoticeHasTheSamePlace(t *testing.T) {
	w, d := open(t, emptyView(), plainShape())
	top := func(change func(*desk.View)) float32 {
		become(w, d, emptyView(), change)
		found := float32(-1)
		walk(w.screen.notices.root, func(o fyne.CanvasObject) {
			if isCard(o) && found < 0 {
				found = fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
			}
		})
		return found
	}
	notice := top(func(v *desk.View) { v.Notices = problemView().Notices })
	left := top(func(v *desk.View) { v.Unfinished = unfinishedSamples() })
	if notice != left || left <= barHeight {
		t.Errorf("a notice begins at %.0f, an unfinished request at %.0f", notice, left)
	}
}

func TestTheWordOfANewStateIsInSight(t *testing.T) {
	as := plainShape()
	as.size = fyne.NewSize(910, 400)
	w, d := open(t, emptyView(), as)
	noticed := func(v *desk.View) { v.Notices = problemView().Notices } // which need room
	become(w, d, slowedView(), noticed)
	scroll := w.screen.status.fit.scroll
	scroll.ScrollToBottom()
	if scroll.Offset.Y == 0 {
		t.Fatal("the card doesn't scroll")
	}
	become(w, d, slowedView(), noticed, func(v *desk.View) { v.Status.Polls++ })
	if scroll.Offset.Y == 0 {
		t.Error("a poll scrolls the card away from under who reads it")
	}
	become(w, d, verifiedView(), noticed)
	if sight(w, w.screen.status.word) < 1 {
		t.Error("the word of the outcome is scrolled out of sight")
	}
}
