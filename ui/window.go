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
	Words          *assets.Words   // of any language, if they were read before; may be nil
	Build          Build           // shown in the settings and in About
	Logs           Logs
	Files          Files // shown in About
	// HighContrast reports whether the system is set to high contrast. It may take a while, and is
	// asked at the start and when the window comes to the front; nil where nobody knows.
	HighContrast func() (high, known bool)
	// Place is where the window was, if X and Y still are on a screen; KeepPlace saves it when the
	// window closes or others come to the front. It may be called from any goroutine, and be nil.
	Place     Place
	KeepPlace func(Place)
	// Guard is deferred in every goroutine that the window starts, to report a panic; nil: none
	// does.
	Guard func()
}

// Window is the operator's window. Except for [Window.Changed] it must be used on Fyne's goroutine.
type Window struct {
	app    fyne.App
	desk   Desk
	system assets.Language
	made   Build
	logs   Logs
	files  Files
	// guarded is deferred in goroutines: it reports a panic
	guarded func()

	window fyne.Window
	keys   *kit.Keys
	screen *screen // the widgets, in the language in use
	words  words
	theme  string // the applied setting
	// textSize is the applied size of texts, in percent
	textSize int
	// highContrast asks whether the system is set to high contrast, and contrast is what it said
	// last
	highContrast func() (high, known bool)
	contrast     bool

	place  placing
	beyond beyond

	drawn desk.View // the view drawn last

	// do is fyne.Do: it runs a function on Fyne's goroutine, later
	do func(func())
	// later calls a function on Fyne's goroutine after a while
	later     func(time.Duration, func()) *time.Timer
	open      bool        // its clipboard may be read
	queued    atomic.Bool // a draw is queued on Fyne's goroutine
	gone      atomic.Bool // it is closed: nothing is drawn any more
	own       []said      // the window's own notices, newest first
	told      int         // how many there have been
	question  *kit.Dialog // whether to close while a request is open, or nil
	listed    *kit.Dialog // the list of keys, or nil
	about     *kit.Dialog // about the program, or nil
	layListed func()      // lays out the list in an open dialog again; nil if there is none
	report    *kit.Dialog // of an earlier run that stopped unexpectedly, or nil
	warning   *kit.Dialog // that real requests will be on a big screen, or nil
	writing   *kit.Dialog // why a closing window is still open; usually nil
	closing   bool        // the window closes as soon as the verification has ended
	copied    copied      // what to remove from the clipboard
	touched   time.Time   // when the desk was last told of activity
	behind    bool        // the window is in the background
	// it is known to be minimised
	minimised bool
	attention desk.Attention // what the desk was told last
	urgent    bool           // … and the task bar: that the outcome is there
	above     bool           // it is kept above all other windows
	keptAbove bool           // … or was once
	sounding  *sounding      // what plays; usually nil
	endWatch  func()         // ends what watches whether it is minimised; nil if nothing does
	// when the window was last asked to come to the front
	forwarded time.Time
	// Start or Done was pressed, and no view has arrived since
	pressed bool
	// when the outcome was drawn, and how long it then stays whatever is pressed
	outcomeAt   time.Time
	outcomeRest time.Duration

	course     string        // the way of showing the course that was chosen last; "" at first
	presented  *presentation // nil while the screen is shown
	presenting bool          // the theme is that of a presentation
	enlarged   float32       // … enlarged by this factor
	filling    filling       // how the presentation came to fill a screen
	screens    screens       // what is asked of the screens
	prompter   *prompter     // the presenter's small window; nil without a second screen
	touring    *tour         // the tour that is playing; usually nil
	endTour    func()        // ends the tour that this window started; nil if none
}

// New creates the window. It isn't visible before [Window.Show].
func New(options Options) (*Window, error) {
	w := &Window{
		app: options.App, desk: options.Desk, made: options.Build, logs: options.Logs, files: options.Files, guarded: options.Guard, highContrast: options.HighContrast,
		system: options.SystemLanguage, theme: "none yet", do: fyne.Do, outcomeRest: outcomeRest,
	}
	w.place.now, w.place.save = options.Place, options.KeepPlace
	w.screens = fyneScreens{w}
	if w.guarded == nil {
		w.guarded = func() {}
	}
	if w.system == "" {
		w.system = assets.English
	}
	w.later = func(after time.Duration, do func()) *time.Timer {
		// The timer's goroutine ends by itself.
		return time.AfterFunc(after, func() { w.do(do) })
	}
	view := w.desk.View()
	loaded := options.Words
	if language := w.language(view.Settings); loaded == nil || loaded.Language() != language {
		var err error
		if loaded, err = assets.Load(language); err != nil {
			return nil, err
		}
	}
	w.words = words{loaded}
	sayFyneWords(loaded.Language())

	w.window = w.app.NewWindow(w.words.get("app.name"))
	w.beyond = newBeyond(w.window)
	w.window.SetPadded(false)
	w.window.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	w.window.SetMaster()
	w.window.SetCloseIntercept(w.askToClose)
	w.window.SetOnClosed(func() { // whoever closes it: it is still there
		w.notePlace()
		w.KeepPlace()
		w.Hush()
		w.gone.Store(true)
		w.endPrompter()
		if w.endTour != nil {
			w.endTour()
		}
		if w.endWatch != nil {
			w.endWatch()
		}
	})
	endSurely(w.app.Lifecycle())
	w.bindKeys()
	w.keys.SetSpoken(w.words.spoken())
	w.watchForeground()
	w.attend()
	w.wear(view.Settings)
	w.drawn = view
	w.build()
	w.window.Resize(w.place.now.size())
	w.draw(view)
	if !view.Locked {
		w.screen.form.focusPerson()
	}
	w.followContrast()
	return w, nil
}

// Changed notifies the window that the desk has a new view. It returns at once and may be called
// from any goroutine. Many calls in a row draw once, the newest view.
func (w *Window) Changed() {
	if w.gone.Load() || !w.queued.CompareAndSwap(false, true) {
		return
	}
	w.do(func() {
		// before the view is read, so that a change from now on is drawn again
		w.queued.Store(false)
		if !w.gone.Load() {
			w.draw(w.desk.View())
		}
	})
}

// draw shows a view. It leaves widgets alone that already show their value.
func (w *Window) draw(view desk.View) {
	before, missing := w.drawn.State, w.drawn.Missing
	unseen := w.minimised && onlyGoesOn(w.drawn, view)
	arrives := view.State == desk.Ended && before != desk.Ended
	w.drawn, w.pressed = view, false
	if arrives {
		w.notify()
	}
	if before != desk.Idle && view.State == desk.Idle {
		w.forgetPainted()
		if w.question != nil {
			w.question.Dismiss() // there is nothing to cancel any more
		}
	}
	if !unseen {
		w.paint(&view, missing)
	}
	if w.touring != nil {
		w.touring.set(func() { w.touring.view = view })
	}
	if title := w.title(view); w.window.Title() != title {
		w.window.SetTitle(title)
	}
	if arrives {
		w.outcomeAt = time.Now()
	}
	w.written()
	if w.closing && (view.State == desk.Ended || view.State == desk.Idle) {
		w.close()
	}
}

// paint shows a view in the widgets. missing is what the view before lacked.
func (w *Window) paint(view *desk.View, missing desk.Missing) {
	w.wear(view.Settings)
	if !w.speak(w.language(view.Settings)) {
		w.drawContent(view)
	}
	w.showMissing(missing, view.Missing)
	if !w.seesRevealed(view) {
		w.conceal() // the operator has turned to something else since asking for it
	}
}

// build recreates the widgets in the current language and draws the view.
func (w *Window) build() {
	w.screen = newScreen(w)
	if w.presented != nil {
		w.presented = w.presented.again()
	}
	w.setContent()
	w.drawContent(&w.drawn)
}

// title returns the window's title: fixed words and the state, never a name or a UUID, because
// titles show in task bars and in screen shares.
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
