package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/ui/desk"
)

func (x *examination) program() { x.ok("program", desk.Say("doctor.program", "Program", x.Program)) }

// policy says what is fixed, and where.
func (x *examination) policy() {
	if x.PolicyErr != nil {
		x.brokenPolicy()
		return
	}
	values := x.Policy.Values()
	if len(values) == 0 {
		x.ok("policy", desk.Say("doctor.policy.none"))
	}
	for _, v := range values {
		x.ok("policy", desk.Say("doctor.value", "Key", v.Key, "Value", v.Value, "From", from(v.Source)))
	}
}

// brokenPolicy tells everything that is wrong with the policy, as its start does: in English,
// without the system's own words.
func (x *examination) brokenPolicy() {
	remedy := desk.Say("doctor.remedy.policy")
	faults := desk.FileFaults(x.PolicyErr)
	for _, fault := range faults {
		plain := *fault
		plain.Err = nil
		x.fault("policy", desk.Say("doctor.unreadable", "Detail", plain.Error()), remedy)
	}
	if len(faults) == 0 {
		x.fault("policy", desk.Say("doctor.unreadable", "Detail", x.PolicyErr.Error()), remedy)
	}
}

// from says where a fixed value comes from.
func from(source config.Source) desk.Text {
	if source.Line == 0 {
		return desk.Say("doctor.from", "Place", source.File)
	}
	return desk.Say("doctor.from_line", "Place", source.File, "Line", source.Line)
}

// broken tells everything that is wrong with a file.
func (x *examination) broken(check string, err error, remedy desk.Text) {
	faults := desk.FileFaults(err)
	for _, fault := range faults {
		x.fault(check, desk.FileProblem(fault), remedy)
	}
	if len(faults) == 0 {
		x.fault(check, desk.Say("doctor.unreadable", "Detail", err.Error()), remedy)
	}
}

// files looks at the user's files and the folders that they are in.
func (x *examination) files() {
	if x.FoldersErr != nil {
		x.fault("folders", desk.Say("doctor.folders.none"), desk.Say("doctor.remedy.home"))
		return
	}
	for _, folder := range []string{x.Folders.Config, x.Folders.Data} {
		if done, err := x.within(filesBound, func(context.Context) error { return writable(folder) }); !done {
			x.slow("folders", filesBound)
		} else {
			x.folder(folder, err)
		}
	}
	if x.SettingsErr != nil {
		x.broken("settings", x.SettingsErr, desk.Text{})
	} else {
		x.settings()
	}
	if x.EnvironmentsErr != nil {
		x.broken("environments", x.EnvironmentsErr, desk.Text{})
	}
}

// folder says whether a folder can be used.
func (x *examination) folder(folder string, err error) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		x.ok("folders", desk.Say("doctor.folders.absent", "Folder", folder))
	case errors.Is(err, errCannotBeMade):
		x.fault("folders", desk.Say("doctor.folders.cannot_be_made", "Folder", folder), desk.Say("doctor.remedy.rights"))
	case err != nil:
		x.fault("folders", desk.Say("doctor.folders.not_writable", "Folder", folder), desk.Say("doctor.remedy.rights"))
	case files.OthersCanWrite(folder):
		x.warning("folders", desk.Say("doctor.folders.others", "Folder", folder), desk.Say("doctor.remedy.others"))
	default:
		x.ok("folders", desk.Say("doctor.folders.writable", "Folder", folder))
	}
}

// errCannotBeMade: a folder isn't there, and the program couldn't make it.
var errCannotBeMade = errors.New("the folder can't be made")

// writable reports why nothing can be written in a folder: fs.ErrNotExist where it isn't there but
// can be made, errCannotBeMade where it can't. It leaves nothing behind.
func writable(folder string) error {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist) && filepath.Dir(folder) != folder:
		above := writable(filepath.Dir(folder))
		if above == nil || errors.Is(above, fs.ErrNotExist) {
			return fs.ErrNotExist
		}
		return errCannotBeMade
	case err != nil:
		return err
	case !info.IsDir():
		return fs.ErrInvalid
	}
	trial, err := os.CreateTemp(folder, ".doctor-*")
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) { // on some systems, a folder without rights
			return fs.ErrPermission
		}
		return err
	}
	_, err = trial.WriteString("a trial of ringback doctor")
	return errors.Join(err, trial.Close(), os.Remove(trial.Name()))
}

// settings says what the user has set, unless the policy fixes it. Who logs in to the journal is
// nobody's business.
func (x *examination) settings() {
	place := desk.Say("doctor.from", "Place", x.Folders.SettingsFile())
	found := false
	for _, setting := range []struct{ key, value string }{
		{"language", x.Settings.Language}, {"text_size", number(x.Settings.TextSize)}, {"sound", yes(x.Settings.Sound)}, {"idle_minutes", number(x.Settings.IdleMinutes)}, {"retention_days", number(x.Settings.RetentionDays)},
		{"journal.database", x.Settings.Journal.Database}, {"journal.unreachable", x.Settings.Journal.Unreachable},
	} {
		if _, fixed := x.Policy.Fixed(setting.key); setting.value != "" && !fixed {
			found = true
			x.ok("settings", desk.Say("doctor.value", "Key", setting.key, "Value", ciba.Clean(setting.value, 200), "From", place))
		}
	}
	if !found {
		x.ok("settings", desk.Say("doctor.settings.readable"))
	}
}

// yes writes what is on.
func yes(on bool) string {
	if on {
		return "true"
	}
	return ""
}

func number(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// window says whether a window can be opened. On a machine without a display that is no fault.
func (x *examination) window() {
	if x.Window == nil {
		x.ok("display", desk.Say("doctor.display.none_built"))
		return
	}
	var found Window
	switch done, err := x.within(windowBound, func(ctx context.Context) (err error) {
		found, err = x.Window(ctx)
		return err
	}); {
	case !done:
		x.slow("display", windowBound)
	case err != nil:
		x.fault("opengl", desk.Say("doctor.display.ended"), desk.Say("doctor.remedy.no_opengl"))
	case found.Problem == "no_display":
		x.warning("display", desk.Say("doctor.display.no_display"), desk.Say("doctor.remedy.no_display"))
	case found.Problem == "no_opengl":
		x.ok("display", desk.Say("doctor.display.found", "Display", ciba.Clean(found.Display, 40)))
		x.fault("opengl", desk.Say("doctor.display.no_opengl"), desk.Say("doctor.remedy.no_opengl"))
	case found.Problem == "silent_display", found.Problem == "no_seat", found.Problem == NoProgram:
		x.fault("display", desk.Say("doctor.display."+found.Problem), desk.Say("doctor.remedy."+found.Problem))
	case found.Problem != "":
		x.fault("display", desk.Say("doctor.display.unknown", "Problem", ciba.Clean(found.Problem, 100)), desk.Text{})
	default:
		x.ok("display", desk.Say("doctor.display.found", "Display", ciba.Clean(found.Display, 40)))
		x.ok("opengl", desk.Say("doctor.display.opengl", "Renderer", ciba.Clean(found.Renderer, 200), "Version", ciba.Clean(found.Version, 100)))
	}
}

// keyring says whether a secret could be saved. Demo needs none.
func (x *examination) keyring() {
	if x.Keyring == nil {
		return
	}
	done, err := x.within(keyringBound, x.Keyring)
	switch {
	case !done:
		x.slow("keyring", keyringBound)
	case err == nil:
		x.ok("keyring", desk.Say("doctor.keyring"))
	case x.Environment.ID == config.IDDemo:
		x.warning("keyring", desk.KeyringProblem(err), desk.Say("doctor.remedy.keyring"))
	default:
		x.fault("keyring", desk.KeyringProblem(err), desk.Say("doctor.remedy.keyring"))
	}
}

// journal says whether the journal can be read.
func (x *examination) journal() {
	if x.Journal == nil {
		return
	}
	done, err := x.within(journalBound, x.Journal)
	switch {
	case !done:
		x.slow("journal", journalBound)
	case err == nil:
		x.ok("journal", desk.Say("doctor.journal.readable"))
	case errors.Is(err, fs.ErrNotExist):
		x.ok("journal", desk.Say("doctor.journal.none"))
	default:
		what, advice := desk.JournalProblem(err)
		x.fault("journal", what, advice)
	}
}

// links says who opens links. Not everybody needs them.
func (x *examination) links() {
	if x.Links == nil {
		return
	}
	var state string
	done, err := x.within(filesBound, func(context.Context) (err error) {
		state, err = x.Links()
		return err
	})
	switch {
	case !done:
		x.slow("links", filesBound)
	case err != nil:
		x.warning("links", desk.Say("doctor.links.unknown"), desk.Text{})
	case state == "here", state == "package":
		x.ok("links", desk.Say("doctor.links."+state))
	default:
		x.warning("links", desk.Say("doctor.links."+state), desk.Say("doctor.remedy.links"))
	}
}

// environment says which environment is examined, and why.
func (x *examination) environment() {
	x.ok("environment", desk.Say("doctor.environment", "ID", ciba.Clean(x.Environment.ID, 40), "Why", desk.Say("doctor.chosen."+x.Chosen)))
}
