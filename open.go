package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"

	"ringback/storage/config"
	"ringback/ui/console"
	"ringback/ui/desk"
	"ringback/ui/handover"
	"ringback/ui/native"
)

// opening says what a start of the window asks for.
type opening struct {
	asked handover.Message // of the window that is open, or else of this one
	// problems are shown as notices in a new window.
	problems []desk.Text

	arguments []string // as given, for the program with the window
	stdin     []byte   // what was read from standard input, likewise; nil for nothing

	separate     bool // a window of its own, which takes no hand-overs
	tour         bool // play the demo's stories
	save         string
	environment  string
	environments string
}

// open opens the window, or hands what is asked to the one that is open.
func (p program) open(args []string) int {
	f := newFlags("ringback").withEnvironment()
	stdin := f.String("request", "", "- reads the request for the form as JSON from standard input")
	result := f.String("result", "", "- waits for the result of -request - and writes it as JSON; never opens this process's own window")
	separate := f.Bool("separate", false, "open a window of its own, which takes no links")
	if status, done := p.parse(f, args); done {
		return status
	}
	as := opening{
		asked:     handover.Message{Ask: handover.AskFront, Environment: f.environment},
		arguments: args, separate: *separate || f.environments != "", environment: f.environment, environments: f.environments,
	}
	if *result != "" && (*result != "-" || *stdin != "-" || as.separate) {
		return p.refuse(desk.Say("follow.wrong_use"))
	}
	if *result != "" {
		p.tells = false // whoever waits for a result reads the exit status and standard error
	}
	if *stdin != "" {
		var read bytes.Buffer
		console.AskForRequest(os.Stderr, *stdin, os.Stdin, p.words)
		request, problem := console.Filling(*stdin, io.TeeReader(os.Stdin, &read))
		if !problem.IsZero() {
			return p.refuse(problem)
		}
		request.Environment = f.environment
		as.asked, as.stdin = messageOf(handover.AskRequest, request), read.Bytes()
	}
	if *result != "" {
		return p.result(as)
	}
	return p.start(as)
}

// openLink hands a link's request to the window, and opens one if none is open. A link that hangs
// up opens none: where no window is open, no request waits.
func (p program) openLink(text string, args []string) int {
	if len(args) > 0 { // the link's author may have written these too
		return p.refuse(desk.Say("command.link_alone"))
	}
	switch link, problem := desk.ParseLink(text); {
	case link.HangUp && !problem.IsZero():
		return p.refuse(problem)
	case link.HangUp:
		return p.hangUp(messageOf(handover.AskHangUp, link.Request))
	case !problem.IsZero(): // the user clicked it and sees no standard error
		p.warn(problem)
		return p.start(opening{
			asked: handover.Message{Ask: handover.AskBadLink}, arguments: []string{text}, problems: []desk.Text{problem},
		})
	default:
		return p.start(opening{asked: messageOf(handover.AskLink, link.Request), arguments: []string{text}})
	}
}

// tour opens the window and plays the demo's stories in it.
func (p program) tour(args []string) int {
	f := newFlags("ringback tour")
	save := f.String("save", "", "save the frames in this folder, as pictures and as tour.gif, and quit")
	if status, done := p.parse(f, args); done {
		return status
	}
	return p.start(opening{
		arguments: append([]string{"tour"}, args...), separate: true, tour: true, save: *save, environment: config.IDDemo,
	})
}

// start hands what is asked to the window that is open or, if none is, opens one. It does this
// before the toolkit, the keyring and the files are touched.
func (p program) start(as opening) int {
	if as.separate {
		return p.openWindow(as, nil)
	}
	place, err := handover.Here(os.Getenv)
	if err != nil {
		return p.openAlone(as, err)
	}
	window, err := enter(place, as.asked)
	var alone *handover.AloneError
	switch {
	case errors.As(err, &alone):
		return p.openAlone(as, alone.Err)
	case err != nil:
		return p.notHandedOver(err)
	case window == nil:
		return 0
	}
	defer window.Close()
	return p.openWindow(as, window)
}

// enter takes the place for a window or, if one is open, hands it what is asked: then the window is
// nil. A program that can't be the window takes no place.
func enter(place handover.Place, asked handover.Message) (*handover.Window, error) {
	if hasWindow {
		return place.OpenOr(context.Background(), asked)
	}
	waiting, err := place.HandOver(context.Background(), asked)
	switch {
	case errors.Is(err, handover.ErrNoWindow):
		return nil, &handover.AloneError{Err: handover.ErrNowhere}
	case err != nil:
		return nil, err
	}
	waiting.Stop()
	return nil, nil
}

// openAlone opens a window that nothing can be handed to, and says why, unless the system has no
// place for it.
func (p program) openAlone(as opening, err error) int {
	if problem := placeProblem(err); !problem.IsZero() {
		as.problems = append(as.problems, desk.Say("handover.alone", "Problem", problem))
	}
	return p.openWindow(as, nil)
}

// hangUp cancels the waiting request of a case in the open window, if there is one.
func (p program) hangUp(asked handover.Message) int {
	place, err := handover.Here(os.Getenv)
	if err != nil {
		return 0 // no window takes anything
	}
	switch waiting, err := place.HandOver(context.Background(), asked); {
	case errors.Is(err, handover.ErrNoWindow):
		return 0
	case err != nil:
		return p.notHandedOver(err)
	default:
		waiting.Stop()
		return 0
	}
}

// notHandedOver reports why the open window didn't take what was asked.
func (p program) notHandedOver(err error) int { return p.refuse(handOverProblem(err)) }

// handOverProblem says why the open window didn't take what was asked.
func handOverProblem(err error) desk.Text {
	switch {
	case errors.Is(err, handover.ErrNoAnswer):
		return desk.Say("handover.no_answer")
	case errors.Is(err, handover.ErrNotTaken):
		return desk.Say("handover.not_taken")
	case errors.Is(err, handover.ErrNonsense):
		return desk.Say("handover.nonsense")
	}
	return desk.Say("handover.unreachable", "Problem", placeProblem(err))
}

// placeProblem says what is wrong with the place where the window would be reached; the zero Text
// if there is none on this system.
func placeProblem(err error) desk.Text {
	var unsafe *handover.UnsafeError
	switch {
	case errors.Is(err, handover.ErrNowhere):
		return desk.Text{}
	case errors.As(err, &unsafe):
		return desk.Say("handover.problem."+string(unsafe.Problem), "Path", unsafe.Path)
	}
	return desk.Say("handover.problem.system", "Detail", err.Error())
}

// obstacle says what keeps a window from opening on this machine; the zero Text for nothing that is
// known.
func obstacle() desk.Text {
	if _, found := native.FindObstacle(os.Getenv); found != "" {
		return desk.Say("problem." + string(found))
	}
	return desk.Text{}
}

// noDisplay reports whether there is no screen to open a window on.
func noDisplay() bool {
	return runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == ""
}
