package doctor

import (
	"context"
	"time"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/ui/desk"
)

// Options say what is examined. A nil function skips its step.
type Options struct {
	Program string // name, version and system of this program
	Places  Places

	Folders    files.Folders
	FoldersErr error

	Policy    config.Policy
	PolicyErr error

	Settings        config.Settings
	SettingsErr     error
	EnvironmentsErr error

	Environment config.Environment
	// Chosen is why it is this one: "flag", "window" (in use there), "last", "set_up" or "none".
	Chosen string

	// Window opens a window that is never shown, in a process of its own: a broken driver may end
	// it.
	Window func(ctx context.Context) (Window, error)
	// Keyring saves, reads and removes a value.
	Keyring func(ctx context.Context) error
	// Journal opens the journal if there is one; fs.ErrNotExist if there is none.
	Journal func(ctx context.Context) error
	// Database is that of a shared journal; nil: there is none.
	Database *Database
	// DatabaseErr is why the shared journal's settings can't be used.
	DatabaseErr error
	// Links returns who opens links; see the keys under doctor.links.
	Links func() (string, error)

	Network ciba.Network
	// RootsErr is why the policy's further root certificates can't be used.
	RootsErr error
	// Detects reports whether the system searches the network for a proxy script.
	Detects func() bool

	Now func() time.Time
	// Guard is deferred in every goroutine that is started, to report a panic; nil: none does.
	Guard func()
}

// Window is what was found about display and OpenGL.
type Window struct {
	Display  string `json:"display"`
	Renderer string `json:"renderer"`
	Version  string `json:"version"`
	// Problem is "", NoProgram, or no_display, silent_display, no_seat or no_opengl.
	Problem string `json:"problem"`
}

// NoProgram means that the program with the window is missing.
const NoProgram = "no_program"

// The limits of the steps.
const (
	filesBound   = 5 * time.Second
	windowBound  = 15 * time.Second
	keyringBound = 15 * time.Second
	journalBound = 20 * time.Second
	networkBound = 45 * time.Second
	// the keyring, a token, and two hosts that are silent
	databaseBound = 30 * time.Second
)

// examination is one run.
type examination struct {
	Options
	ctx  context.Context
	tell func(desk.Diagnostic)
}

// Examine examines everything and tells each line as it comes, on this goroutine. It returns early
// if ctx ends.
func Examine(ctx context.Context, options Options, tell func(desk.Diagnostic)) {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Guard == nil {
		options.Guard = func() {}
	}
	x := &examination{Options: options, ctx: ctx}
	x.tell = func(line desk.Diagnostic) {
		if ctx.Err() == nil {
			line.Text, line.Remedy = options.Places.hide(line.Text), options.Places.hide(line.Remedy)
			tell(line)
		}
	}
	for _, step := range []func(){x.program, x.policy, x.files, x.window, x.keyring, x.journal, x.database, x.links, x.environment, x.proxy, x.provider} {
		if ctx.Err() != nil {
			return
		}
		step()
	}
}

// within calls do, and reports whether it returned within a limit, and its error. What hangs longer
// is left to end with whatever it waits for.
func (x *examination) within(limit time.Duration, do func(ctx context.Context) error) (done bool, err error) {
	ctx, cancel := context.WithTimeout(x.ctx, limit)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		defer x.Guard()
		ended <- do(ctx)
	}()
	select {
	case err := <-ended:
		return true, err
	case <-ctx.Done():
		return false, nil
	}
}

func (x *examination) ok(check string, text desk.Text) {
	x.tell(desk.Diagnostic{Check: check, Level: desk.LevelOK, Text: text})
}

func (x *examination) warning(check string, text, remedy desk.Text) {
	x.tell(desk.Diagnostic{Check: check, Level: desk.LevelWarning, Text: text, Remedy: remedy})
}

func (x *examination) fault(check string, text, remedy desk.Text) {
	x.tell(desk.Diagnostic{Check: check, Level: desk.LevelFault, Text: text, Remedy: remedy})
}

// slow says that a step didn't end in time.
func (x *examination) slow(check string, limit time.Duration) {
	x.fault(check, desk.Say("doctor.slow", "Limit", desk.Span(limit)), desk.Say("doctor.remedy.slow"))
}
