//go:build console

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// manPage is a page of the manual about one command.
type manPage struct{ command, about string }

func manPages() []manPage {
	return []manPage{
		{"", "have a person approve a request in the MitID app"},
		{"journal", "check, export and erase the journal, and look after a shared one"},
		{"provision", "store a credential or a shared journal's keys in the user's keyring"},
		{"doctor", "find out why something doesn't work on this machine"},
		{"register", "open links from case systems with this program"},
		{"simulator", "serve the demo's broker to other clients"},
		{"tour", "play the demo's stories in the window"},
		{"unregister", "take back what ringback register did"},
		{"verify", "run one verification on the console"},
	}
}

func (m manPage) name() string { return strings.TrimSuffix("ringback-"+m.command, "-") }

// TestManPages writes the manual from the usage and the flags of each command. .build/package-linux
// fills in date and version.
func TestManPages(t *testing.T) {
	all := describeAll(t)
	for _, c := range all {
		name, _, _ := strings.Cut(c.name, " ")
		if !slices.ContainsFunc(manPages(), func(m manPage) bool { return m.command == name }) {
			t.Errorf("manPages() in manpages_test.go doesn't have %s", name)
		}
	}
	for _, page := range manPages() {
		keepGenerated(t, "man/"+page.name()+".1", page.text(all))
	}
}

// text returns the page as mdoc(7).
func (m manPage) text(all []described) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line(`.\" Written by TestManPages from the usage and the flags of each command. Don't edit it.`)
	line(".Dd @DATE@\n.Dt %s 1\n.Os Ringback @VERSION@", strings.ToUpper(m.name()))
	line(".Sh NAME\n.Nm %s\n.Nd %s", m.name(), m.about)
	line(".Sh SYNOPSIS")
	parts := blocks(m.command)
	for _, part := range parts {
		for _, call := range part.calls {
			line("%s", synopsisLine(call))
		}
	}
	line(".Sh DESCRIPTION")
	if m.command == "" {
		line("%s\n.Pp", prose("Ringback asks a person for an approval in the MitID app on that person's own phone, and reports truthfully who gave it."))
		line("%s", prose("Without a command it opens its window. Each command has a manual page of its own."))
	}
	if len(parts) == 1 {
		line("%s", prose(sentence(parts[0].does)))
	} else {
		line(".Bl -tag -width Ds")
		for _, part := range parts {
			for _, call := range part.calls {
				line("%s", item(call))
			}
			line("%s", prose(sentence(part.does)))
		}
		line(".El")
	}
	m.options(line, all)
	switch m.command {
	case "":
		m.commands(line)
		environment(line)
		surroundings(line)
	case "verify":
		environment(line)
	}
	m.exitStatus(line)
	m.seeAlso(line)
	return b.String()
}

// options lists the flags of a command and of its actions, each once.
func (m manPage) options(line func(string, ...any), all []described) {
	var flags []describedFlag
	for _, c := range all {
		if name, _, _ := strings.Cut(c.name, " "); name != m.command {
			continue
		}
		for _, f := range c.flags {
			if !slices.ContainsFunc(flags, func(known describedFlag) bool { return known.name == f.name }) {
				flags = append(flags, f)
			}
		}
	}
	if len(flags) == 0 {
		return
	}
	slices.SortFunc(flags, func(a, b describedFlag) int { return cmp.Compare(a.name, b.name) })
	line(".Sh OPTIONS\nFlags take one hyphen or two, and their value after a blank or an equals sign.\n.Bl -tag -width Ds")
	for _, f := range flags {
		line(".It Fl %s%s\n%s", escaped(f.name), argument(f.value), prose(sentence(f.usage)))
	}
	line(".El")
}

// exitStatus gives the page of a command its own statuses, and the page of the program those of the
// window.
func (m manPage) exitStatus(line func(string, ...any)) {
	of := m.command
	if of == "" {
		of = "verify"
	}
	text := statuses(of)
	switch {
	case m.command == "":
		text = "0 success, 2 wrong use, or a window, file or policy that can't be used. With -result -: " +
			strings.Replace(text, ". -result has these too, and 16:", ", 16:", 1) + " The page of each command has its own."
	case text == "":
		text = "0 success, 2 wrong use, or it couldn't be done."
	case m.command == "verify":
		text, _, _ = strings.Cut(text, " -result ")
	}
	line(".Sh EXIT STATUS\n%s", prose(text))
}

func (m manPage) commands(line func(string, ...any)) {
	line(".Sh COMMANDS\n.Bl -tag -width Ds")
	for _, page := range manPages() {
		if page.command != "" {
			line(".It Cm %s\n%s", page.command, prose(sentence(page.about)))
		}
	}
	line(".It Cm version\n%s\n.It Cm help\n%s\n.El", sentence(blocks("version")[0].does), "Print a summary of every command.")
}

func (m manPage) seeAlso(line func(string, ...any)) {
	var others []string
	for _, page := range slices.SortedFunc(slices.Values(manPages()), func(a, b manPage) int { return cmp.Compare(a.command, b.command) }) {
		if page != m && (m.command == "" || page.command == "") {
			others = append(others, ".Xr "+page.name()+" 1")
		}
	}
	if m.command == "" {
		others = append(others, ".Xr ringback-policy 5", ".Xr ringback-centre 7")
	}
	line(".Sh SEE ALSO\n%s", strings.Join(others, " ,\n"))
}

// environment lists the variables that the program reads.
func environment(line func(string, ...any)) {
	line(".Sh ENVIRONMENT\n.Bl -tag -width Ds")
	line(".It Ev RINGBACK_CLIENT_SECRET\n%s", prose(secretsEnd()))
	line(".It Ev HTTPS_PROXY , NO_PROXY\n%s\n.El", prose("The proxy, and the hosts that are reached without it."))
}

// surroundings lists the files that the program reads and writes.
func surroundings(line func(string, ...any)) {
	line(".Sh FILES\n.Bl -tag -width Ds")
	for _, f := range [][2]string{
		{"/etc/ringback/policy.toml", "What the machine's administrator fixes."},
		{"~/.config/ringback/settings.toml", "The user's settings."},
		{"~/.config/ringback/environments.toml", "The user's own environments, without secrets."},
		{"~/.local/share/ringback/journal.db", "The journal, sealed with a key that is in the keyring."},
		{"~/.local/share/ringback/shared", "What this desk keeps beside a shared journal, sealed."},
		{"~/.local/share/ringback/local", "What it recorded while that couldn't be reached, sealed, until it is handed in."},
		{"~/.local/share/ringback/window.toml", "Size and place of the window on this machine, and where its parts meet."},
		{"~/.local/share/ringback/logs", "The log, and reports of crashes; nothing about a person."},
	} {
		line(".It Pa %s\n%s", f[0], prose(f[1]))
	}
	line(".El\n.Pp\nXDG_CONFIG_HOME and XDG_DATA_HOME replace\n.Pa ~/.config\nand\n.Pa ~/.local/share .\nSecrets are in the keyring only.")
}

// synopsisLine returns a call as mdoc. Brackets become optional parts, capitals what to fill in.
// A link is longer than a line, so it may be broken before each of its parameters.
func synopsisLine(call string) string {
	rest := strings.TrimPrefix(call, "ringback")
	if link, ok := strings.CutPrefix(strings.TrimSpace(rest), "'"); ok {
		link = escaped(strings.TrimSuffix(link, "'"))
		return ".Nm ringback\n.Li \\(aq" + strings.NewReplacer("?", `?\:`, "&", `\:&`).Replace(link) + "\\(aq"
	}
	lines := []string{".Nm ringback"}
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if inner, after, ok := strings.Cut(strings.TrimPrefix(rest, "["), "]"); ok && rest[0] == '[' {
			lines, rest = append(lines, ".Op "+macros(inner)), after
			continue
		}
		plain, _, _ := strings.Cut(rest, "[")
		rest = rest[len(plain):]
		lines = append(lines, "."+macros(plain))
	}
	return strings.Join(lines, "\n")
}

// item returns a call as the head of an item of a list, which is one line.
func item(call string) string {
	lines := strings.Split(synopsisLine(call), "\n")
	for i, l := range lines {
		if inner, ok := strings.CutPrefix(l, ".Op "); ok {
			l = ".Oo " + inner + " Oc"
		}
		lines[i] = strings.TrimPrefix(l, ".")
	}
	return ".It " + strings.Join(lines, " ")
}

// macros marks each word of a call.
func macros(text string) string {
	var marked []string
	for word := range strings.FieldsSeq(text) {
		name, isFlag := strings.CutPrefix(word, "-")
		switch {
		case word == "|":
			marked = append(marked, word)
		case isFlag && name != "":
			marked = append(marked, "Fl "+escaped(name))
		case word == strings.ToUpper(word):
			marked = append(marked, "Ar "+escaped(word))
		default:
			marked = append(marked, "Cm "+escaped(word))
		}
	}
	return strings.Join(marked, " ")
}

// argument returns what a flag takes, as mdoc.
func argument(value string) string {
	if value == "" {
		return ""
	}
	return " Ar " + escaped(value)
}

// sentence returns a phrase as a sentence.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// prose returns text as mdoc: a sentence a line, and nothing read as a macro.
func prose(text string) string {
	return strings.ReplaceAll(escaped(text), ". ", ".\n")
}

// escaped keeps hyphens as they are typed.
func escaped(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "’", `\(cq`, "…", "...").Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}
