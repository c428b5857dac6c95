package ui

import (
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"ringback/assets"
	"ringback/ui/desk"
	"ringback/ui/kit"
)

// Options are what a window is made from. App and Desk are required.
type Options struct {
	App            fyne.App
	Desk           Desk
	SystemLanguage assets.Language // what "as the system" means; English if empty
	Version        string          // shown in the settings
}

// Window is the operator's window. Except for [Window.Changed] it belongs to Fyne's goroutine.
type Window struct {
	app     fyne.App
	desk    Desk
	system  assets.Language
	version string

	window fyne.Window
	keys   *kit.Keys
	screen *screen // the widgets, in the language in use
	words  words
	theme  string // the setting that is in force

	drawn desk.View // the view that was drawn last

	// fyne.Do: runs a function in Fyne's goroutine, later
	do func(func())
	// does something in Fyne's goroutine after a while
	later func(time.Duration, func()) *time.Timer
	// there is a screen: before that nobody may ask for its clipboard
	open   bool
	queued atomic.Bool // a draw is on its way to Fyne's goroutine
	// the window is closed: nothing is drawn any more
	gone atomic.Bool
	own  []said // the window's own notices, newest first
	told int    // how many there have been
	// whether to close over a request that is out; nil while it isn't asked
	question *kit.Dialog
	// why a window that closes is still there; nil mostly
	writing *kit.Dialog
	closing bool   // closes as soon as the verification has ended
	copied  copied // what is to leave the clipboard
	// when the desk was told last that somebody is there
	touched time.Time
	behind  bool // other windows are before this one
	// Start or Done was pressed, and no view has come since
	pressed bool

	course     string        // the way of seeing the course that was chosen last; "" before
	presented  *presentation // nil while the screen is shown
	presenting bool          // the look is that of a presentation
	enlarged   float32       // … and by how much it is larger than its picture
	atDesk     fyne.Size     // of the window before the presentation
	touring    *tour         // plays on this window; nil mostly
	endTour    func()        // ends the tour that this window started; nil before one
}

// New makes the window; it isn't seen before [Window.Show].
func New(options Options) (*Window, error) {
	w := &Window{
		app: options.App, desk: options.Desk, version: options.Version,
		system: options.SystemLanguage, theme: "none yet", do: fyne.Do,
	}
	if w.system == "" {
		w.system = assets.English
	}
	w.later = func(after time.Duration, do func()) *time.Timer {
		// The timer's function comes and goes by itself.
		return time.AfterFunc(after, func() { w.do(do) })
	}
	view := w.desk.View()
	loaded, err := assets.Load(w.language(view.Settings))
	if err != nil {
		return nil, err
	}
	w.words = words{loaded}
	sayFyneWords(loaded.Language())

	w.window = w.app.NewWindow(w.words.get("app.name"))
	w.window.SetPadded(false)
	w.window.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	w.window.SetMaster()
	w.window.SetCloseIntercept(w.askToClose)
	w.window.SetOnClosed(func() {
		w.gone.Store(true)
		if w.endTour != nil {
			w.endTour()
		}
	})
	w.bindKeys()
	w.watchForeground()
	w.wear(view.Settings.Theme)
	w.drawn = view
	w.build()
	w.window.Resize(fyne.NewSize(1280, 800))
	w.draw(view)
	if !view.Locked {
		w.screen.form.focusPerson()
	}
	return w, nil
}

// Changed tells the window that the desk has a new view. It returns at once and may be called from
// any goroutine. Many calls in a row lead to one drawing, of the newest view.
func (w *Window) Changed() {
	if w.gone.Load() || !w.queued.CompareAndSwap(false, true) {
		return
	}
	w.do(func() {
		w.queued.Store(false) // before the view is read: a change that comes now is drawn once more
		if !w.gone.Load() {
			w.draw(w.desk.View())
		}
	})
}

// draw shows a view. Widgets that already show what they are set to stay untouched.
func (w *Window) draw(view desk.View) {
	before := w.drawn.State
	w.drawn, w.pressed = view, false
	w.notify(before, view.State)
	if before != desk.Idle && view.State == desk.Idle {
		w.forgetPainted()
	}
	w.wear(view.Settings.Theme)
	if !w.speak(w.language(view.Settings)) {
		w.drawContent(&view)
	}
	if !w.seesRevealed(&view) {
		w.conceal() // the operator has turned away since it was asked for
	}
	if w.touring != nil {
		w.touring.set(func() { w.touring.view = view })
	}
	if title := w.title(view); w.window.Title() != title {
		w.window.SetTitle(title)
	}
	w.written()
	if w.closing && (view.State == desk.Ended || view.State == desk.Idle) {
		w.close()
	}
}

// build makes the widgets anew in the language in use and draws the view with them.
func (w *Window) build() {
	w.screen = newScreen(w)
	if w.presented != nil {
		w.presented = w.presented.again()
	}
	w.setContent()
	w.drawContent(&w.drawn)
}

// title is made of fixed words and the state, never of a name or a UUID: titles show in task bars
// and in screen shares.
func (w *Window) title(view desk.View) string {
	name := w.words.get("app.name")
	if view.State == desk.Idle || len(view.Status.Word.Args) > 0 {
		return name
	}
	word := w.words.say(view.Status.Word)
	if view.Outcome != nil && view.Status.Badge != desk.BadgeProduction {
		word = w.words.get("badge.outcome", "Badge", w.words.badge(view.Status.Badge), "Word", word)
	}
	return name + " · " + word
}
