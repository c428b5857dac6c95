package native

import "errors"

// Links registers the program for this user as what opens links that begin with ringback:.
type Links struct {
	Program string // path of the program, absolute

	// Where Linux keeps a user's choices; see the XDG base directory specification.
	ConfigHome, DataHome string
	// DataDirs is where packages put theirs.
	DataDirs []string
	// Write replaces a file as a whole, and makes its folder.
	Write func(path string, data []byte) error
}

// ErrNoLinks means that this system passes links in a way that the program doesn't support.
var ErrNoLinks = errors.New("links can't be registered on this system")

// PackageError means that a package has registered the links, for every user of the machine.
type PackageError struct{ Where string }

// Error implements error.
func (e *PackageError) Error() string { return "registered by a package: " + e.Where }
