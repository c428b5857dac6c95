package ui

import (
	"strings"

	"fyne.io/fyne/v2"
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
