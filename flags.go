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

// flags are the flags of a command. The window and verify also have those that pick an environment.
type flags struct {
	*flag.FlagSet
	environment  string
	environments string
}

// newFlags returns the flags of a command, none yet.
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

// optional adds a flag whose value stays nil if the flag isn't given: that differs from an empty
// value.
func (f *flags) optional(name, usage string, into **string) {
	f.Func(name, usage, func(value string) error { *into = &value; return nil })
}

// parse reads the flags. If done is set, the command ends with status.
func (p program) parse(f *flags, args []string) (status int, done bool) {
	if p.describe != nil {
		p.describe(f.FlagSet)
		return 0, true
	}
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp) && noConsole:
		return p.refuse(desk.Say("command.no_console")), true
	case errors.Is(err, flag.ErrHelp):
		return 0, true
	case err != nil: // the flag package has reported it
		return p.misused(), true
	case f.NArg() > 0:
		console.Warn(os.Stderr, desk.Say("command.extra", "Word", strconv.Quote(f.Arg(0))).In(p.words))
		return p.misused(), true
	}
	return 0, false
}
