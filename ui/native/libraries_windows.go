package native

import "golang.org/x/sys/windows"

// NotFromHere keeps the libraries that are loaded from now on from being looked for in the current
// folder. The toolkit asks for some by their bare names that not every Windows has, such as one for
// game controllers, and a browser opens a link in whatever folder it likes. What stands beside the
// program still goes first.
func NotFromHere() {
	// Any folder takes the place of the current one. The system's is searched anyway.
	if system, err := windows.GetSystemDirectory(); err == nil {
		_ = windows.SetDllDirectory(system)
	}
}
