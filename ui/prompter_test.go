package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"ringback/ui/desk"
	"ringback/ui/native"
)

// fakeScreens are one screen, or two.
type fakeScreens struct {
	two    bool
	filled int // how often the second was filled
}

func (s *fakeScreens) second() bool { return s.two }
func (s *fakeScreens) fillSecond()  { s.filled++ }

func (s *fakeScreens) shows(native.Place, int) bool { return s.two }

// onTwoScreens opens a view in a window on a machine with two screens.
func onTwoScreens(t *testing.T, view desk.View, as shape) (*Window, *fakeDesk, *fakeScreens) {
	t.Helper()
	w, d := open(t, view, as)
	both := &fakeScreens{two: true}
	w.screens = both
	return w, d, both
}

// prompted returns everything that the small window says.
func prompted(t *testing.T, w *Window) string {
	t.Helper()
	if w.prompter == nil {
		t.Fatal("there is no small window")
	}
	return w.prompter.prompt.AccessibilityLabel()
}

func TestOneScreenHasNoSmallWindow(t *testing.T) {
	w, _ := open(t, filledView(), plainShape())
	before := len(w.app.Driver().AllWindows())
	keyboardOf(w).key(keyPresent, 0)
	if w.prompter != nil || !w.window.FullScreen() || len(w.app.Driver().AllWindows()) != before {
		t.Error("with one screen, F11 does something else than to fill it")
	}
	keyboardOf(w).key(keyPresent, 0)
	if w.window.FullScreen() {
		t.Error("F11 doesn't leave")
	}
}

// TestTheSmallWindowFollows: what to say next and which key to press, at each moment.
func TestTheSmallWindowFollows(t *testing.T) {
	w, d, both := onTwoScreens(t, filledView(), plainShape())
	keyboardOf(w).key(keyPresent, 0)
	if both.filled != 1 || w.window.FullScreen() {
		t.Errorf("the second screen was filled %d times", both.filled)
	}
	says := func(when string, wanted ...string) {
		t.Helper()
		all := prompted(t, w)
		for _, want := range wanted {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q isn't said in %q", when, want, all)
			}
		}
	}
	says("before the start", "DEMO, Request", "Say once the request is sent", "only if the code is 4821", "Ctrl+↵, Start", "F11, Leave")
	become(w, d, waitingView())
	says("while it waits", "DEMO, Waiting, 4:", "left", "Say on the phone", "only if the code is 4821", "F8, Approve", "F9, Refuse", "Esc, Cancel", "F3, QR code")
	become(w, d, verifiedView())
	says("at the outcome", "Verified", "Thank you", "Ctrl+↵, Done")
	if next := w.prompter.prompt.Shown().Keys[0]; next.Key != "Ctrl+↵" || !next.Next {
		t.Errorf("the first key is %+v", next)
	}
	become(w, d, verifiedView(), func(v *desk.View) { v.Settings.Language = "da" })
	says("in Danish", "Bekræftet", "Sig i telefonen", "Tak.")
	if title := w.prompter.window.Title(); !strings.Contains(title, "oplægsholder") {
		t.Errorf("its title is %q", title)
	}
	small := w.prompter
	keyboardOf(w).key(keyPresent, 0)
	if w.prompter != nil || slices.Contains(w.app.Driver().AllWindows(), small.window) {
		t.Error("the small window outlives the presentation")
	}
}

func TestTheSmallWindowIsMasked(t *testing.T) {
	w, d, _ := onTwoScreens(t, real(filledView()), plainShape())
	w.beginPresentation(true)
	for _, s := range oneIn(oneScreenIn, samples()) {
		if s.view.Setup != nil || s.view.Journal != nil || s.open != "" {
			continue
		}
		become(w, d, real(s.view))
		all := prompted(t, w) + w.prompter.window.Title()
		for _, secret := range personal() {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %q can be read in the small window", s.name, secret)
			}
		}
	}
	// a text without a code is said whole
	idle, waiting := real(filledView()), real(waitingView())
	idle.Form.Code, idle.Form.Preview = "", idle.Form.Text.Value
	waiting.Status.SayNow = desk.Say("say.waiting.no_code", "Text", waiting.Form.Text.Value)
	for _, view := range []desk.View{idle, waiting} {
		become(w, d, view)
		if line := w.prompter.prompt.Shown().Line; strings.Contains(line, sampleCase) || !strings.Contains(line, dots) {
			t.Errorf("it has the presenter say %q", line)
		}
	}
	keyboardOf(w).key(keyReveal, 0)
	if line := w.prompter.prompt.Shown().Line; !strings.Contains(line, sampleCase) {
		t.Errorf("revealed, it has the presenter say %q", line)
	}
}

// TestTheKeysOfBothWindows: whichever has the focus, a key does the same.
func TestTheKeysOfBothWindows(t *testing.T) {
	w, d, _ := onTwoScreens(t, filledView(), plainShape())
	w.beginPresentation(true)
	small := keyboard{w.prompter.window.Canvas(), w.keys}
	w.window.Canvas().Unfocus()
	small.ctrlEnter(0)
	become(w, d, waitingView())
	small.key(keyApprove, 2)
	if calls := d.called(); !slices.Contains(calls, "Start") || !slices.Equal(calls[len(calls)-1:], []string{"Approve"}) {
		t.Errorf("the keys called %v", calls)
	}
	small.key(keyQR, 0)
	if !w.presented.qr {
		t.Error("F3 doesn't show the QR code")
	}
	small.key(keyQR, 0)
	become(w, d, emptyView())
	small.key(keyPresent, 0)
	if w.presented != nil || w.prompter != nil {
		t.Error("F11 doesn't leave")
	}

	w.present()
	small = keyboard{w.prompter.window.Canvas(), w.keys}
	w.focus(w.presented.foot.leave)
	small.key(fyne.KeyReturn, 0)
	if w.presented != nil {
		t.Error("Enter doesn't reach what has the focus in the presentation")
	}
}

// TestClosingTheSmallWindow leaves the presentation as it is, and F11 brings it back.
func TestClosingTheSmallWindow(t *testing.T) {
	w, d, both := onTwoScreens(t, filledView(), plainShape())
	w.beginPresentation(true)
	w.endPrompter()
	become(w, d, waitingView())
	if w.presented == nil || w.prompter != nil {
		t.Error("closing it does more")
	}
	become(w, d, emptyView())
	w.present()
	w.present()
	if w.prompter == nil || both.filled != 2 {
		t.Error("the next presentation has none")
	}
	small := w.prompter
	w.window.Close()
	if w.prompter != nil || slices.Contains(w.app.Driver().AllWindows(), small.window) {
		t.Error("the small window outlives the other")
	}
}

// TestTheSmallWindowInTheTour says the caption that comes next.
func TestTheSmallWindowInTheTour(t *testing.T) {
	w, d, _ := onTwoScreens(t, filledView(), plainShape())
	w.touring = &tour{w: w, leave: func() {}, drawn: make(chan struct{}, 1)}
	w.beginPresentation(true)
	caption := func(s, moment string, number int) {
		w.presented.caption.set(told{title: "tour." + s + ".title", text: "tour." + s + "." + moment, number: number, whole: len(stories())})
		become(w, d, waitingView())
	}
	for _, c := range []struct {
		story, moment string
		number        int
		next          string
	}{
		{story: "approval", moment: "asked", number: 1, next: "tour.approval.waiting"},
		{story: "approval", moment: "ended", number: 1, next: "tour.refusal.asked"},
		{story: "relay", moment: "waiting", number: 5, next: "tour.relay.relayed"},
		{story: "relay", moment: "ended", number: 5, next: "tour.over"},
	} {
		caption(c.story, c.moment, c.number)
		if got := w.prompter.prompt.Shown().Line; got != w.words.get(c.next) {
			t.Errorf("after %s, %s it says %q", c.story, c.moment, got)
		}
	}
	if all := prompted(t, w); !strings.Contains(all, "Space, Pause") || strings.Contains(all, "F8") {
		t.Errorf("the keys of the tour are %q", all)
	}
	w.touring = nil
}

// TestTheSmallWindowIsNotCovered: where the toolkit fills the screen that it is on.
func TestTheSmallWindowIsNotCovered(t *testing.T) {
	filled := native.Place{X: 1920, Y: 0}
	for name, c := range map[string]struct {
		small native.Place
		hits  bool
	}{
		"on the same screen":   {native.Place{X: 2000, Y: 90}, true},
		"on the one before it": {native.Place{X: 90, Y: 90}, false},
		"below it":             {native.Place{X: 2000, Y: 1080}, false},
	} {
		if within(c.small, filled, 1920, 1080) != c.hits {
			t.Errorf("%s: it is covered, %v", name, !c.hits)
		}
	}
	left := func(at native.Place) bool { return at.X >= 0 && at.X < 1920 && at.Y >= 0 && at.Y < 1080 }
	if at, found := freePlace(filled, 1920, 1080, left); !found || at != (native.Place{X: 40, Y: 40}) {
		t.Errorf("the free place is %v, %v", at, found)
	}
	if _, found := freePlace(filled, 1920, 1080, func(native.Place) bool { return false }); found {
		t.Error("there is a free place without another screen")
	}
}

// movedWindow notes where it is asked to be.
type movedWindow struct {
	fyne.Window
	asked []native.Place
}

func (w *movedWindow) RequestPosition(x, y int)    { w.asked = append(w.asked, native.Place{X: x, Y: y}) }
func (w *movedWindow) RequestFullScreenSecondary() {}
func (w *movedWindow) RequestAlwaysOnTop()         {}

// TestTwoWindowsOnOneScreenAreParted: the presentation leaves the first screen, the small window
// any other, and without a free place it closes.
func TestTwoWindowsOnOneScreenAreParted(t *testing.T) {
	w, _, both := onTwoScreens(t, filledView(), plainShape())
	big := &movedWindow{Window: w.window}
	w.window = big
	w.beyond.handle = 7
	before, free := native.Place{X: 51, Y: 70}, native.Place{X: 1320, Y: 40}
	w.beyond.where = func(handle uintptr, _ time.Duration) (native.Place, bool) { return before, handle == 7 }
	ran := make(chan func(), 1)
	w.do = func(f func()) { ran <- f }
	var later func()
	w.later = func(_ time.Duration, do func()) *time.Timer {
		later = do
		return time.NewTimer(time.Hour)
	}
	w.present()
	if both.filled != 0 {
		t.Error("the screen is filled before it is known where the window was")
	}
	(<-ran)()
	w.do = func(f func()) { f() }
	if both.filled != 1 {
		t.Fatal("the second screen isn't filled")
	}
	w.window.SetFullScreen(true) // as the toolkit does
	small := &movedWindow{Window: w.prompter.window}
	w.prompter.window = small

	w.part(w.prompter, native.Place{}, free, true)
	if w.window.FullScreen() || !slices.Equal(big.asked, []native.Place{free}) || len(small.asked) > 0 {
		t.Errorf("from the first screen the presentation moves to %v, the small window to %v", big.asked, small.asked)
	}
	later()
	if !w.window.FullScreen() {
		t.Error("it doesn't fill the screen that it has moved to")
	}
	w.part(w.prompter, native.Place{X: 1280}, free, true)
	if !w.window.FullScreen() || !slices.Equal(small.asked, []native.Place{free}) {
		t.Errorf("from another screen the small window moves to %v", small.asked)
	}
	w.present()
	if got := big.asked[len(big.asked)-1]; got != before || w.window.FullScreen() {
		t.Errorf("after the presentation the window is at %v", got)
	}

	w.beyond.handle = 0
	w.present()
	w.part(w.prompter, native.Place{}, native.Place{}, false)
	if w.prompter != nil || w.presented == nil {
		t.Error("without a second screen the small window stays, or the presentation goes")
	}
}

// promptedSamples are the moments of a presentation that the small window tells apart.
func promptedSamples() []sample {
	names := []string{"filled", "waiting", "verified", "other-person", "production", "tour-waiting", "tour-relay"}
	return slices.DeleteFunc(presentedSamples(), func(s sample) bool {
		return !slices.Contains(names, strings.TrimPrefix(s.name, "presenting-"))
	})
}

// TestPromptedPictures draws the small window, for people to look at; see TestPictures.
func TestPromptedPictures(t *testing.T) {
	f := flags()
	if f.folder == "" {
		t.Skip("no folder to draw into")
	}
	for _, as := range f.shapes(t, []fyne.Size{plainShape().size}) {
		for _, s := range promptedSamples() {
			name := "prompted-" + s.name + "-" + string(as.language) + "-" + as.theme
			if !wanted(name, f.only) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				w, d, _ := onTwoScreens(t, emptyView(), as)
				showPresented(t, w, d, s)
				picture(t, &Window{window: w.prompter.window}, f.folder, name)
			})
		}
	}
}
