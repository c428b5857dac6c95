//go:build !console

package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/logs"
	"ringback/storage/secrets"
	"ringback/ui"
	"ringback/ui/desk"
	"ringback/ui/handover"
	"ringback/ui/native"
)

const (
	// hasWindow: this program can be the window.
	hasWindow = true
	// noConsole: this program has no console. On Windows that is one of its own, built with the tag
	// console.
	noConsole = runtime.GOOS == "windows"
	// showsMessages: an icon or a link starts this program.
	showsMessages = true
)

// By how much the heap may grow before it is collected: until the window is shown, when most of
// what is made stays, and from then on. The heap is small; most of the memory is graphics. Not to
// collect at all until the window is shown is hardly faster, and leaves holes between what stays.
const (
	startPercent = 100
	restPercent  = 25
)

// windowProgram returns the path of the program with the window, which is this one.
func windowProgram() (path string, problem desk.Text) { return ownProgram() }

// linkProgram returns the path of the program that links open.
func linkProgram() (path string, problem desk.Text) { return ownProgram() }

// openWindow runs the program with its window. place takes what other starts hand over; it is nil
// for a window that takes nothing.
func (p program) openWindow(as opening, place *handover.Window) int {
	debug.SetGCPercent(startPercent)
	home, err := p.readFiles(as.environments)
	if err != nil {
		return p.failed(err)
	}
	if as.asked.Ask == handover.AskLink && desk.IsEnvironment(home.environments, as.asked.Environment) {
		as.environment = as.asked.Environment // no other one is in use yet
	}
	environment, err := p.first(&home, as.environment)
	if err != nil {
		return p.failed(err)
	}
	home.notices = slices.Concat(home.moved, home.notices)
	home.notice(desk.FolderNotice(home.folders))
	if p.given != "" {
		home.notice(desk.Say("problem.given_secret_ignored", "Name", desk.SecretVariable))
	}
	for _, problem := range as.problems {
		home.notice(problem)
	}
	if problem := obstacle(); !problem.IsZero() {
		return p.refuse(problem)
	}

	screen := onScreen{
		settling: newSettling(debug.FreeOSMemory), files: p.filesOf(home, as.environments), place: placeFile(home.folders.PlaceFile()),
	}
	store := secrets.New(secrets.OSKeyring(), secrets.Options{
		Waiting: func(waiting bool) { screen.desk.KeyringWaiting(waiting) }, Guard: p.logs.Guard,
	})
	defer func() { _ = store.Close() }()
	options := home.options(p, environment, store, store)
	options.Simulator = startSimulator(simulator.Decide)
	if home.file != nil {
		options.EnvironmentFile = home.file
	}
	options.SaveSettings = func(was, now config.Settings) error {
		return config.SaveSettings(home.folders.SettingsFile(), was, now)
	}
	options.Changed = screen.changed
	screen.desk = desk.New(options)
	if as.asked.Ask == handover.AskLink || as.asked.Ask == handover.AskRequest {
		take(screen.desk, as.asked, nil)
	}
	return p.showWindow(&screen, as, place)
}

// onScreen is a desk and its window, which refer to each other.
type onScreen struct {
	desk     *desk.Desk
	window   atomic.Pointer[ui.Window] // nil until it is made
	settling *settling
	files    ui.Files
	place    placeFile
}

// placeFile is the path of the file of where the window was on this machine.
type placeFile string

// onScreenPatience bounds how long a start waits for what screens there are.
const onScreenPatience = 300 * time.Millisecond

// load reads the place. Without the screen that it was on, the window system picks another.
func (f placeFile) load() ui.Place {
	p := config.LoadPlace(string(f))
	if p.Placed && !native.OnScreen(native.Place{X: p.X, Y: p.Y}, int(p.Width), onScreenPatience) {
		p.X, p.Y, p.Placed = 0, 0, false
	}
	return ui.Place(p)
}

// keep writes the place. Where that fails, the next window opens as the one before: nothing to
// disturb anybody with.
func (f placeFile) keep(p ui.Place) {
	_ = config.SavePlace(string(f), config.Place(p))
}

// changed is called by the desk when its view changes.
func (s *onScreen) changed() {
	if window := s.window.Load(); window != nil {
		window.Changed()
		s.settling.in(s.desk.View().State)
	}
}

// take takes what another start handed over. A link that hangs up leaves the window where it is.
func (s *onScreen) take(m handover.Message, answer func(handover.Answer)) {
	take(s.desk, m, answer)
	if window := s.window.Load(); window != nil && m.Ask != handover.AskHangUp {
		fyne.Do(window.ComeForward)
	}
}

// showWindow makes the window and shows it until it is closed.
func (p program) showWindow(screen *onScreen, as opening, place *handover.Window) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended, release := untilEnded()
	defer release()
	if native.OnlyX(os.Getenv) { // looking for Wayland, its library would say on standard error that it can't
		_ = os.Setenv("FYNE_PLATFORM", "x11")
	}
	fyneApp := app.NewWithID("dk.ringback.Ringback")
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	b := thisBuild()
	window, err := ui.New(ui.Options{
		App: fyneApp, Desk: screen.desk, SystemLanguage: p.language, Words: p.words,
		Place: screen.place.load(), KeepPlace: screen.place.keep,
		Build: ui.Build{Version: b.version, Commit: b.commit, At: b.at}, Logs: p.windowLogs(), Files: screen.files, HighContrast: native.HighContrast, Guard: p.logs.Guard,
	})
	if err != nil {
		return p.failed(err)
	}
	screen.window.Store(window)

	var running sync.WaitGroup
	var toured error
	if place != nil {
		running.Go(func() { place.Serve(screen.take, p.logs.Guard) })
		defer place.Leave()
	}
	fyneApp.Lifecycle().SetOnStarted(func() {
		running.Go(func() { screen.desk.Run(ctx) })
		running.Go(func() {
			defer p.logs.Guard()
			screen.settling.run(ctx)
		})
		switch {
		case as.save != "":
			running.Go(func() {
				defer p.logs.Guard()
				toured = window.Tour(ctx, as.save)
				fyne.Do(fyneApp.Quit)
			})
		case as.tour:
			fyne.Do(window.StartTour)
		}
	})
	if problem := window.Show(); problem != "" {
		return p.refuse(desk.Say(problem))
	}
	debug.SetGCPercent(restPercent)
	// A request that waits for an answer stays open, and is offered at the next start.
	quit := context.AfterFunc(ended, func() { fyne.Do(fyneApp.Quit) })
	p.runGuarded(fyneApp.Run)
	window.KeepPlace()
	window.Hush()
	quit()
	release()
	if place != nil {
		place.Leave() // from now on another start opens a window of its own
	}
	// Fyne catches them too. After this a second signal ends whatever still waits.
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	stop()
	running.Wait()
	if toured != nil {
		return p.failed(toured)
	}
	return 0
}

// runGuarded runs the toolkit's loop, which calls the window. A panic in it ends the program before
// anything is waited for.
func (p program) runGuarded(loop func()) {
	defer p.logs.Guard()
	loop()
}

// filesOf returns where the window's files are. A shared journal has none.
func (p program) filesOf(home household, environments string) ui.Files {
	shown := ui.Files{Settings: home.folders.SettingsFile(), Environments: home.folders.EnvironmentsFile(), Journal: home.folders.JournalFile()}
	if environments != "" {
		shown.Environments = environments
	}
	if p.shared(home.settings, home.folders, nil, nil).shares() {
		shown.Journal = ""
	}
	return shown
}

// windowLogs returns what the window offers of the log.
func (p program) windowLogs() ui.Logs {
	folder := p.logs.Folder()
	offered := ui.Logs{Folder: folder, Written: p.logs.Written}
	crashes := logs.Crashes(folder)
	for _, crash := range crashes {
		offered.Crashes = append(offered.Crashes, ui.Crash{At: crash.At, Report: crash.Report})
	}
	offered.Forget = func() {
		for _, crash := range crashes {
			if err := crash.Forget(); err != nil {
				p.logs.Logger().Warn("a report wasn't removed", "error", err)
			}
		}
	}
	return offered
}
