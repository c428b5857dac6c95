package main

import (
	"errors"
	"os"

	"github.com/adrg/xdg"

	"ringback/storage/files"
	"ringback/ui/desk"
	"ringback/ui/native"
)

// register makes this program the one that opens ringback: links for this user.
func (p program) register(args []string) int {
	if status, done := p.parse(newFlags("ringback register"), args); done {
		return status
	}
	links, problem := ownLinks()
	if !problem.IsZero() {
		return p.refuse(problem)
	}
	if err := links.Register(); err != nil {
		return p.linksFailed(err)
	}
	return p.say(desk.Say("links.registered", "Program", links.Program))
}

// unregister takes back what register did.
func (p program) unregister(args []string) int {
	if status, done := p.parse(newFlags("ringback unregister"), args); done {
		return status
	}
	links, _ := ownLinks() // its program may be gone
	switch was, err := links.Unregister(); {
	case err != nil:
		return p.linksFailed(err)
	case !was:
		return p.say(desk.Say("links.not_registered"))
	default:
		return p.say(desk.Say("links.unregistered"))
	}
}

// ownLinks are the links of this user, opened by the program with the window. If it can't be found,
// problem says why, and the links have no program.
func ownLinks() (links native.Links, problem desk.Text) {
	path, problem := linkProgram()
	return native.Links{
		Program: path, ConfigHome: xdg.ConfigHome, DataHome: xdg.DataHome, DataDirs: xdg.DataDirs,
		Write: replaceFile,
	}, problem
}

// replaceFile replaces a file as a whole. Other programs read the user's list of defaults: one that
// is there keeps its permissions.
func replaceFile(path string, data []byte) error {
	before, absent := os.Stat(path)
	if err := files.Write(path, data, files.OS{}); err != nil || absent != nil {
		return err
	}
	return os.Chmod(path, before.Mode().Perm())
}

// linksFailed reports why nothing was registered. A package's links work as well.
func (p program) linksFailed(err error) int {
	var by *native.PackageError
	switch {
	case errors.As(err, &by):
		return p.say(desk.Say("links.by_package", "Where", by.Where))
	case errors.Is(err, native.ErrNoLinks):
		return p.refuse(desk.Say("links.unsupported"))
	}
	return p.failed(err)
}

// say writes one line to standard output.
func (p program) say(text desk.Text) int { return p.show(text.In(p.words) + "\n") }
