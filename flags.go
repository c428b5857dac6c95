package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"

	"ringback/ui/console"
	"ringback/ui/desk"
)

// flags are the flags of a command: what it adds to the set, and for the window and verify these.
type flags struct {
	*flag.FlagSet
	environment  string
	environments string
}

// newFlags is for commands that have flags of their own only.
func newFlags(name string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(os.Stderr)
	f.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	return f
}

// withEnvironment adds the flags that pick an environment.
func (f *flags) withEnvironment() *flags {
	f.StringVar(&f.environment, "environment", "", "id of the environment")
	f.StringVar(&f.environments, "environments", "", "a file of environments, instead of the user's own")
	return f
}

// optional adds a flag whose value is nil where it isn't given, so that an empty one is told from
// none.
func (f *flags) optional(name, usage string, into **string) {
	f.Func(name, usage, func(value string) error { *into = &value; return nil })
}

// parse reads the flags. done tells that there is nothing more to do.
func (p program) parse(f *flags, args []string) (status int, done bool) {
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0, true
	case err != nil:
		return console.ExitUsage, true // the package flag has said why
	case f.NArg() > 0:
		return p.refuse(desk.Say("command.extra", "Word", strconv.Quote(f.Arg(0)))), true
	}
	return 0, false
}
