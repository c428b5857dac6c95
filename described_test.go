//go:build console

package main

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// described is a command as man pages and completions know it. An action of the journal is a
// command of its own, "journal export"; the command that opens the window has no name.
type described struct {
	name  string
	flags []describedFlag
}

// describedFlag is a flag of a command.
type describedFlag struct {
	name, usage string
	// value is what stands for its value in the usage, "" for a flag that has none.
	value string
}

// withFlags returns every command that has flags of its own or could have, by name.
func withFlags() map[string]func(program, []string) int {
	all := commands()
	for _, other := range []string{"version", "help", "journal"} {
		delete(all, other)
	}
	for _, action := range slices.Concat(slices.Collect(maps.Keys(journalActions())), slices.Collect(maps.Keys(maintenanceActions()))) {
		all["journal "+action] = func(p program, _ []string) int { return p.journal([]string{action}) }
	}
	return all
}

// describeAll returns the commands, sorted by name, with their flags.
func describeAll(t *testing.T) []described {
	t.Helper()
	var all []described
	run := withFlags()
	for _, name := range slices.Sorted(maps.Keys(run)) {
		known := false
		c := described{name: name}
		run[name](program{describe: func(set *flag.FlagSet) {
			known = true
			set.VisitAll(func(f *flag.Flag) { c.flags = append(c.flags, describeFlag(t, name, f)) })
		}}, nil)
		if !known {
			t.Fatalf("%q doesn't read its flags first", name)
		}
		all = append(all, c)
	}
	return all
}

// describeFlag looks up in the usage what a flag's value is called.
func describeFlag(t *testing.T, command string, f *flag.Flag) describedFlag {
	t.Helper()
	d := describedFlag{name: f.Name, usage: f.Usage}
	word := regexp.MustCompile(`(?:^|[\[ ])-` + regexp.QuoteMeta(f.Name) + `(?: ([^\s\]]+))?(?:[\]\s]|$)`)
	found := word.FindStringSubmatch(synopsis(command))
	if found == nil {
		t.Errorf("the usage of %q doesn't name -%s", command, f.Name)
		return d
	}
	if set, ok := f.Value.(interface{ IsBoolFlag() bool }); !ok || !set.IsBoolFlag() {
		d.value = found[1]
		if d.value == "" {
			t.Errorf("the usage of %q doesn't say what -%s takes", command, f.Name)
		}
	}
	return d
}

// block is a part of the usage: calls, and what they do.
type block struct {
	calls []string
	does  string
}

// blocks returns the parts of the usage of a command, "" for the window's.
func blocks(command string) []block {
	var own []block
	for _, b := range usageBlocks() {
		first, _, _ := strings.Cut(strings.TrimPrefix(b.calls[0]+" ", "ringback "), " ")
		if strings.HasPrefix(first, "[") || strings.HasPrefix(first, "'") {
			first = ""
		}
		if page, _, _ := strings.Cut(command, " "); first == page {
			own = append(own, b)
		}
	}
	return own
}

// synopsis returns every call of a command, in one line.
func synopsis(command string) string {
	var calls []string
	for _, b := range blocks(command) {
		for _, call := range b.calls {
			if strings.HasPrefix(call+" ", strings.TrimSpace("ringback "+command)+" ") {
				calls = append(calls, call)
			}
		}
	}
	return strings.Join(calls, " ")
}

// usageBlocks splits the usage. A call goes on in lines that begin with a bracket.
func usageBlocks() []block {
	var all []block
	inCalls := false
	for line := range strings.Lines(usage) {
		text, call := strings.TrimSpace(line), strings.HasPrefix(line, "  ringback")
		last := len(all) - 1
		switch {
		case call && inCalls:
			all[last].calls = append(all[last].calls, text)
		case call:
			all = append(all, block{calls: []string{text}})
		case !strings.HasPrefix(line, "        "):
		case inCalls && strings.HasPrefix(text, "["):
			calls := all[last].calls
			calls[len(calls)-1] += " " + text
			continue
		default:
			all[last].does = strings.TrimSpace(all[last].does + " " + text)
		}
		inCalls = call
	}
	return all
}

// statuses returns what the usage says of the exit statuses of a command, in one line.
func statuses(command string) string {
	_, end, _ := strings.Cut(usage, "\nExit status of ")
	end, _, _ = strings.Cut(end, "\nA policy for this machine")
	for part := range strings.SplitSeq(end, "\nOf ") {
		if text, ok := strings.CutPrefix(part, command+": "); ok {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return ""
}

// secretsEnd returns what the usage says of secrets, in one line.
func secretsEnd() string {
	_, end, _ := strings.Cut(usage, "\nThe client secret ")
	return "The client secret " + strings.Join(strings.Fields(end), " ")
}

// keepGenerated compares a file of packages with what it should be, and writes it with -goldens.
func keepGenerated(t *testing.T, path, text string) {
	t.Helper()
	path = filepath.Join(".package", path)
	if slices.Contains(flag.Args(), "-goldens") {
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(text), 0o644))
	}
	kept, err := os.ReadFile(path)
	if err != nil || strings.ReplaceAll(string(kept), "\r\n", "\n") != text {
		t.Errorf("%s isn't what the commands say (%v); write it with: go test -tags console . -run 'ManPages|Completions' -args -- -goldens", path, err)
	}
}
