package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/desktop"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
	"ringback/ui/native"
)

// screens is what a presentation asks of the screens.
type screens interface {
	second() bool // as far as the toolkit knows, there are two
	fillSecond()  // has the window fill the second
	// shows asks whether a screen shows the title bar of a window of a width there. It takes a
	// while, and may be called from any goroutine.
	shows(at native.Place, width int) bool
}

// fyneScreens asks the toolkit.
type fyneScreens struct{ w *Window }

func (s fyneScreens) second() (there bool) {
	on, ok := s.w.app.Driver().(desktop.Driver)
	if _, fills := s.w.window.(desktop.Window); !ok || !fills {
		return false
	}
	defer func() {
		if recover() != nil { // Fyne 2.8.1 looks at the first screen, also where all are off
			there = false
		}
	}()
	return on.HasSecondaryDisplay()
}

func (s fyneScreens) fillSecond() { s.w.window.(desktop.Window).RequestFullScreenSecondary() }

func (fyneScreens) shows(at native.Place, width int) bool {
	return native.OnScreen(at, width, placePatience)
}

// prompter is the small window on the first screen while the presentation fills the second: what to
// say next, which keys do something now, and how long is left. Nothing in it is less masked than in
// the presentation, since the first screen may be seen as well.
type prompter struct {
	window fyne.Window
	prompt *kit.Prompt
}

// The size of the small window, in dp.
const (
	prompterWidth  = 460
	prompterHeight = 400
)

// openPrompter shows the small window.
func (w *Window) openPrompter() {
	p := &prompter{window: w.app.NewWindow(w.words.get("app.name")), prompt: kit.NewPrompt()}
	p.window.SetPadded(false)
	p.window.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	p.window.SetContent(p.prompt)
	p.window.SetCloseIntercept(w.endPrompter)
	w.keys.Lead(p.window.Canvas(), w.window.Canvas(), w.window.RequestFocus)
	w.prompter = p
	p.draw(w.presented)
	p.window.Resize(fyne.NewSize(w.promptFactor()*prompterWidth, w.promptFactor()*prompterHeight))
	p.window.Show()
}

// promptFactor is by how much the small window is larger than as designed.
func (w *Window) promptFactor() float32 { return float32(sizeOf(w.drawn.Settings)) / usualTextSize }

// endPrompter closes the small window. The presentation goes on.
func (w *Window) endPrompter() {
	p := w.prompter
	if p == nil {
		return
	}
	w.prompter = nil
	p.window.Close()
}

// draw shows what belongs to the moment of a presentation.
func (p *prompter) draw(now *presentation) {
	if p == nil {
		return
	}
	if title := now.w.words.get("app.name") + " · " + now.w.words.get("prompter.title"); p.window.Title() != title {
		p.window.SetTitle(title) // a call of the window system
	}
	p.prompt.Set(now.prompted())
}

// prompted returns what the presenter is told.
func (p *presentation) prompted() kit.Prompted {
	v, say := &p.seen, p.w.words
	st := &v.Status
	tells := kit.Prompted{
		Badge: say.badge(v.Environment.Badge), BadgeTone: string(v.Environment.Badge),
		Word: say.get("form.heading"), Tone: string(desk.ToneNeutral),
		Keys: p.promptedKeys(), Factor: p.w.promptFactor(),
	}
	if v.State != desk.Idle {
		tells.Word, tells.Tone = say.say(st.Word), string(st.Tone)
	}
	if v.State == desk.Waiting && !st.Stopping && st.Whole > 0 {
		tells.Left = kit.Figure{Value: leftOf(say, st), After: say.get("waiting.left.label")}
	}
	switch {
	case p.w.touring != nil:
		if next := nextLine(p.caption.shown); next != "" {
			tells.Caption, tells.Line = say.get("prompter.next"), say.get(next)
		}
	case !st.SayNow.IsZero():
		tells.Caption, tells.Line, tells.Code = say.get("say.label"), say.say(st.SayNow), st.SayCode
		tells.More = say.say(st.SayMore)
	case v.State == desk.Idle && v.CanStart:
		tells.Caption = say.get("prompter.once_sent")
		tells.Line, tells.Code = say.say(lineOnceSent(v)), v.Form.Code
	}
	return tells
}

// lineOnceSent returns what is said on the phone as soon as the request of the form is sent.
func lineOnceSent(v *desk.View) desk.Text {
	if v.Form.Code == "" || !strings.Contains(v.Form.Preview, v.Form.Code) {
		return desk.Say(v.Environment.Key("say.waiting.no_code"), "Text", v.Form.Preview)
	}
	return desk.Say(v.Environment.Key("say.waiting.code"), "Code", v.Form.Code)
}

// promptedKeys returns the keys that do something now: first those that go on with the demo or the
// request. They are those of the buttons on the big screen.
func (p *presentation) promptedKeys() []kit.PromptedKey {
	var all []kit.PromptedKey
	add := func(next bool, buttons ...*kit.Button) {
		for _, b := range buttons {
			if b.Visible() && !b.Disabled() && b.Hint() != "" {
				all = append(all, kit.PromptedKey{Key: b.Hint(), Does: b.Label(), Next: next})
			}
		}
	}
	if p.request.root.Visible() {
		add(true, p.request.start)
	}
	if p.phone.root.Visible() && p.phone.buttons.Visible() {
		add(true, p.phone.face.approve)
		add(false, p.phone.face.refuse)
	}
	add(true, p.foot.done, p.foot.pause)
	for _, o := range p.foot.row.Objects {
		if b, ok := o.(*kit.Button); ok && b != p.foot.done && b != p.foot.pause && b != p.foot.cancel && b != p.foot.leave {
			add(false, b)
		}
	}
	add(false, p.foot.cancel, p.foot.leave)
	return all
}

// partWindows puts the two windows on two screens where the presentation covers the small one. That
// is where the toolkit fills the first screen: it tells screens apart by their names, which two of
// one make share, and under X only some window managers fill another screen than a window is on.
// Where nothing else is free, there is no second screen to speak of, and the small window closes.
func (w *Window) partWindows(p *prompter) {
	own := uintptr(0)
	if on, ok := p.window.(driver.NativeWindow); ok && w.prompter == p {
		on.RunNative(func(system any) { own = handleOf(system) })
	}
	if own == 0 || w.beyond.handle == 0 || w.gone.Load() {
		return // Wayland and macOS don't say
	}
	filled := w.window.Canvas().Size()
	wide, high := w.window.Canvas().PixelCoordinateForPosition(fyne.NewPos(filled.Width, filled.Height))
	width, _ := p.window.Canvas().PixelCoordinateForPosition(fyne.NewPos(p.window.Canvas().Size().Width, 0))
	handle, where, screens := w.beyond.handle, w.beyond.where, w.screens
	w.inBackground(func() {
		big, known := where(handle, placePatience)
		small, also := where(own, placePatience)
		if !known || !also || !within(small, big, wide, high) {
			return
		}
		at, free := freePlace(big, wide, high, func(at native.Place) bool { return screens.shows(at, width) })
		w.do(func() {
			if w.prompter == p && !w.gone.Load() {
				w.part(p, big, at, free)
			}
		})
	})
}

// part moves one of two windows from the screen that both are on to a free place: the presentation
// from the first screen, which is the presenter's, and the small window from any other.
func (w *Window) part(p *prompter, big, at native.Place, free bool) {
	switch {
	case !free:
		w.endPrompter()
	case big.X == 0 && big.Y == 0:
		w.window.SetFullScreen(false)
		w.moveTo(w.window, at)
		w.later(settled, func() {
			if w.prompter == p && !w.gone.Load() {
				w.window.SetFullScreen(true) // the screen that it is on
			}
		})
	default:
		w.moveTo(p.window, at)
	}
}

// moveTo asks for a place of a window.
func (w *Window) moveTo(window fyne.Window, at native.Place) {
	if moves, ok := window.(desktop.Window); ok {
		moves.RequestPosition(at.X, at.Y)
	}
}

// within reports whether a place lies in a rectangle.
func within(at, corner native.Place, wide, high int) bool {
	return at.X >= corner.X && at.X < corner.X+wide && at.Y >= corner.Y && at.Y < corner.Y+high
}

// besideBy is how far from its edge the small window is on its screen, in pixels.
const besideBy = 40

// freePlace returns a place on a screen next to the one that is filled.
func freePlace(filled native.Place, wide, high int, shows func(native.Place) bool) (at native.Place, found bool) {
	x, y := filled.X+besideBy, filled.Y+besideBy
	for _, at := range []native.Place{{X: x + wide, Y: y}, {X: x - wide, Y: y}, {X: x, Y: y + high}, {X: x, Y: y - high}} {
		if shows(at) {
			return at, true
		}
	}
	return native.Place{}, false
}
