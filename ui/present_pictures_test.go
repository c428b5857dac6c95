package ui

import (
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
)

// presented opens a presentation of a view.
func presented(t *testing.T, s sample, as shape) (*Window, *fakeDesk) {
	t.Helper()
	w, d := open(t, s.view, as)
	showPresented(t, w, d, s)
	return w, d
}

// showPresented draws a sample in the presentation of a window, and begins one if there is none.
func showPresented(t *testing.T, w *Window, d *fakeDesk, s sample) {
	t.Helper()
	w.beginPresentation(true)
	become(w, d, emptyView())
	if p := w.presented; p.qr {
		p.showQR(false)
	}
	w.app.Settings().SetTheme(w.app.Settings().Theme())
	w.course, w.touring = s.way, nil
	tells := s.open != "" && s.open != askingToCancel
	if tells { // else the pictures show buttons that the tour doesn't
		w.touring = &tour{w: w, leave: func() {}, drawn: make(chan struct{}, 1)}
	}
	become(w, d, s.view)
	w.presented.turnTo(pageStatus)
	if s.tab != "" {
		w.presented.openTab(s.tab)
	}
	w.presented.caption.set(told{})
	if tells {
		number := 1 + slices.IndexFunc(stories(), func(told story) bool { return told.name == s.open })
		w.presented.caption.set(told{title: "tour." + s.open + ".title", text: "tour." + s.open + ".ended", number: number, whole: len(stories())})
	}
	w.presented.draw(&w.drawn)
	if s.open == askingToCancel {
		w.presented.askToCancel()
	}
}

// askingToCancel opens the question whether to cancel.
const askingToCancel = "cancel"

// presentedSamples returns the samples for a presentation: those of the window, and some of its
// own.
func presentedSamples() []sample {
	var all []sample
	for _, s := range samples() {
		if s.view.Setup == nil && s.view.Journal == nil && s.open == "" && s.tab == "" {
			s.name = "presenting-" + s.name
			all = append(all, s)
		}
	}
	ready := filledView()
	ready.Environment, ready.Phone = ready.Environments[2], nil
	ready.Status.Badge = desk.BadgeProduction
	someone := desk.Value{Word: desk.Say("check.value.someone_else")}
	return append(all,
		sample{name: "presenting-production", view: ready},
		sample{name: "presenting-qr", view: waitingView(), tab: tabAppswitch},
		sample{name: "presenting-diagram", view: verifiedDiagram(), tab: tabCourse, way: courseDiagram},
		sample{name: "presenting-cancel", view: waitingView(), open: askingToCancel},
		sample{name: "presenting-checks", view: verifiedView(), tab: tabResult},
		sample{name: "presenting-checks-failed", view: notVerifiedView("person", someone), tab: tabResult},
		sample{name: "presenting-course-waiting", view: waitingView(), tab: tabCourse},
		sample{name: "presenting-course", view: real(verifiedView()), tab: tabCourse},
		sample{name: "presenting-diagram-waiting", view: waitingDiagram(), tab: tabCourse, way: courseDiagram},
		sample{name: "presenting-network", view: verifiedView(), tab: tabNetwork},
		sample{name: "presenting-claims", view: verifiedView(), tab: tabClaims},
		sample{name: "presenting-tour-request", view: filledView(), open: "approval"},
		sample{name: "presenting-tour-waiting", view: slowedView(), open: "outage"},
		sample{name: "presenting-tour-verified", view: verifiedView(), open: "approval"},
		sample{name: "presenting-tour-other-person", view: notVerifiedView("person", someone), open: "other_person"},
		sample{name: "presenting-tour-relay", view: verifiedView(), open: "relay"},
	)
}

// bigSizes returns the sizes that a presentation must support.
func bigSizes() []fyne.Size {
	return []fyne.Size{{Width: 1280, Height: 800}, {Width: 1920, Height: 1080}}
}

// TestPresentedPictures draws each moment of a presentation, for people to look at; see
// TestPictures.
func TestPresentedPictures(t *testing.T) {
	f := flags()
	if f.folder == "" {
		t.Skip("no folder to draw into")
	}
	if err := os.MkdirAll(f.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, as := range f.shapes(t, bigSizes()) {
		for _, s := range presentedSamples() {
			name := s.name + "-" + as.String()
			if !wanted(name, f.only) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				w, _ := presented(t, s, as)
				picture(t, w, f.folder, name)
			})
		}
	}
}
