//go:build !console

package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"ringback/assets"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui"
	"ringback/ui/console"
	"ringback/ui/desk"
)

// openWindow runs the program with its window.
func (p program) openWindow(as opening) int {
	// The heap is small; most of the memory is graphics. Collecting more often costs nothing
	// noticeable and saves some 20 MB.
	debug.SetGCPercent(25)
	home, err := readFiles(as.environments)
	if err != nil {
		return fail(err.Error())
	}
	console.AskForRequest(os.Stderr, as.stdin, os.Stdin, p.words)
	filling, problem := console.Filling(as.link, as.stdin, os.Stdin)
	if as.link != "" && desk.IsEnvironment(home.environments, filling.Environment) {
		as.environment = filling.Environment // no other one is in use yet
	}
	environment, err := desk.FirstEnvironment(home.environments, home.settings, as.environment)
	if err != nil {
		return fail(err.Error())
	}
	home.notice(desk.FolderNotice(home.folders))
	if p.given != "" {
		home.notice(desk.Say("problem.given_secret_ignored", "Name", desk.SecretVariable))
	}
	if as.link != "" { // the user clicked it and sees no standard error
		home.notice(problem)
	} else if !problem.IsZero() {
		return p.refuse(problem)
	}
	if runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return p.refuse(desk.Say("problem.no_display"))
	}

	var screen onScreen
	store := secrets.New(secrets.OSKeyring(), secrets.Options{Waiting: func(waiting bool) { screen.desk.KeyringWaiting(waiting) }})
	defer func() { _ = store.Close() }()
	options := home.options(environment, p.language, store, store)
	options.Simulator = startSimulator(simulator.Decide)
	options.EnvironmentFile = home.file
	options.SaveSettings = func(was, now config.Settings) error {
		return config.SaveSettings(home.folders.SettingsFile(), was, now)
	}
	options.Changed = screen.changed
	screen.desk = desk.New(options)
	if filling != (desk.Request{}) {
		kind := desk.FromProgram
		if as.link != "" {
			kind = desk.FromLink
		}
		screen.desk.Offer(desk.Offer{Request: filling, Kind: kind})
	}
	return p.showWindow(&screen, as)
}

// onScreen is a desk and its window, which refer to each other.
type onScreen struct {
	desk   *desk.Desk
	window *ui.Window // until it is made
}

// changed is called by the desk when its view changes.
func (s *onScreen) changed() {
	if s.window != nil {
		s.window.Changed()
	}
}

// showWindow makes the window and shows it until it is closed.
func (p program) showWindow(screen *onScreen, as opening) int {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended, release := untilEnded()
	defer release()
	fyneApp := app.NewWithID("dk.ringback.Ringback")
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.IconPNG()))
	window, err := ui.New(ui.Options{App: fyneApp, Desk: screen.desk, SystemLanguage: p.language, Version: versionText()})
	if err != nil {
		return fail(err.Error())
	}
	screen.window = window

	var running sync.WaitGroup
	var toured error
	fyneApp.Lifecycle().SetOnStarted(func() {
		running.Go(func() { screen.desk.Run(ctx) })
		switch {
		case as.save != "":
			running.Go(func() {
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
	// A request that waits for an answer stays open, and is offered at the next start.
	quit := context.AfterFunc(ended, func() { fyne.Do(fyneApp.Quit) })
	fyneApp.Run()
	quit()
	release()
	// Fyne catches them too. After this a second signal ends whatever still waits.
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	stop()
	running.Wait()
	if toured != nil {
		return fail(toured.Error())
	}
	return 0
}
