//go:build console

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
)

// A value that a flag takes: words to offer, or one of these.
const (
	aFile   = "a file"
	aFolder = "a folder"
)

// valuesOf returns what to offer for a flag, nothing for free text.
func valuesOf(flag string) []string {
	switch flag {
	case "environment":
		return []string{config.IDDemo, "pp", "production"}
	case "environments", "out", "apply":
		return []string{aFile}
	case "save":
		return []string{aFolder}
	case "request", "result", "cpr", "uuid", "person":
		return []string{"-"}
	case "language":
		return words(assets.Languages())
	case "format":
		return []string{"json", "csv"}
	case "scenario":
		return words(slices.Concat(simulator.Scenarios(), simulator.Faults()))
	case "action":
		return []string{"LOG_ON", "APPROVE", "CONFIRM", "ACCEPT", "SIGN"}
	case "outcome":
		return words([]ciba.Outcome{ciba.Verified, ciba.NotVerified, ciba.Refused, ciba.Expired, ciba.Cancelled, ciba.Unknown, ciba.Failed})
	}
	return nil
}

func words[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, word := range all {
		out[i] = string(word)
	}
	return out
}

// topWords are the commands that a call can begin with, and what they do.
func topWords() [][2]string {
	all := [][2]string{{"help", "print a summary of every command"}, {"version", blocks("version")[0].does}}
	for _, page := range manPages() {
		if page.command != "" {
			all = append(all, [2]string{page.command, page.about})
		}
	}
	slices.SortFunc(all, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return all
}

// TestCompletions writes what shells offer, from the commands and their flags.
func TestCompletions(t *testing.T) {
	all := describeAll(t)
	keepGenerated(t, "completions/ringback.bash", bashCompletions(all))
	keepGenerated(t, "completions/_ringback", zshCompletions(all))
	keepGenerated(t, "completions/ringback.fish", fishCompletions(all))
}

// flagNames returns the flags of a command with their hyphens.
func flagNames(c described) []string {
	var names []string
	for _, f := range c.flags {
		names = append(names, "-"+f.name)
	}
	return names
}

// actions are the words after "journal".
func actions(all []described) []string {
	var names []string
	for _, c := range all {
		if name, ok := strings.CutPrefix(c.name, "journal "); ok {
			names = append(names, name)
		}
	}
	return names
}

func bashCompletions(all []described) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	var top []string
	for _, word := range topWords() {
		top = append(top, word[0])
	}
	line(`# Completions of ringback for bash. Written by TestCompletions; don't edit it.`)
	line("_ringback() {\n\tlocal word=$2 before=${3/#--/-} command= flags=\n\tCOMPREPLY=()")
	line("\t[[ ${COMP_WORDS[1]} == -* || $COMP_CWORD -eq 1 ]] || command=${COMP_WORDS[1]}")
	line("\t[[ $command != journal || $COMP_CWORD -lt 3 ]] || command=\"journal ${COMP_WORDS[2]}\"")
	line("\tcase $command in")
	for _, c := range all {
		line("\t%q) flags=%q ;;", c.name, strings.Join(flagNames(c), " "))
	}
	line("\tjournal) flags=%q ;;\n\tesac", strings.Join(actions(all), " "))
	line("\tif [[ \" $flags \" == *\" $before \"* ]]; then\n\t\tcase $before in")
	var seen []string
	for _, c := range all {
		for _, f := range c.flags {
			if f.value == "" || slices.Contains(seen, f.name) {
				continue
			}
			seen = append(seen, f.name)
			values, how := valuesOf(f.name), "return"
			switch {
			case slices.Contains(values, aFile):
				how = `compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return`
			case slices.Contains(values, aFolder):
				how = `compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$word"); return`
			case len(values) > 0:
				how = fmt.Sprintf(`mapfile -t COMPREPLY < <(compgen -W %q -- "$word"); return`, strings.Join(values, " "))
			}
			line("\t\t-%s) %s ;;", f.name, how)
		}
	}
	line("\t\tesac\n\tfi")
	line("\tif [[ $COMP_CWORD -eq 1 && $word != -* ]]; then\n\t\tflags=%q\n\tfi", strings.Join(top, " "))
	line("\tmapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")\n}\ncomplete -F _ringback ringback")
	return b.String()
}

func zshCompletions(all []described) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("#compdef ringback\n# Completions of ringback for zsh. Written by TestCompletions; don't edit it.\n")
	line("_ringback() {\n\tlocal command=\n\tlocal -a commands actions\n\tcommands=(")
	for _, word := range topWords() {
		line("\t\t%s", zshQuoted(word[0]+":"+word[1]))
	}
	line("\t)\n\tactions=(%s)", strings.Join(actions(all), " "))
	line("\tif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n\t\t_describe command commands\n\t\treturn\n\tfi")
	line("\tif [[ $words[2] != -* ]]; then\n\t\tcommand=$words[2]\n\t\tshift words\n\t\t(( CURRENT-- ))\n\tfi")
	line("\tif [[ $command == journal ]]; then\n\t\tif (( CURRENT == 2 )); then\n\t\t\t_describe action actions\n\t\t\treturn\n\t\tfi")
	line("\t\tcommand=\"journal $words[2]\"\n\t\tshift words\n\t\t(( CURRENT-- ))\n\tfi\n\tcase $command in")
	for _, c := range all {
		if len(c.flags) == 0 {
			continue
		}
		line("\t(%q)\n\t\t_arguments \\", c.name)
		for i, f := range c.flags {
			end := " \\"
			if i == len(c.flags)-1 {
				end = ""
			}
			line("\t\t\t%s%s", zshQuoted("-"+f.name+"["+strings.NewReplacer("[", `\[`, "]", `\]`, ":", `\:`).Replace(f.usage)+"]"+zshValue(f)), end)
		}
		line("\t\t;;")
	}
	line("\tesac\n}\n\n_ringback \"$@\"")
	return b.String()
}

// zshValue returns the part of a specification that says what a flag takes.
func zshValue(f describedFlag) string {
	values := valuesOf(f.name)
	if f.name == "outcome" {
		return ":outcome:_sequence compadd - " + strings.Join(values, " ")
	}
	switch {
	case f.value == "":
		return ""
	case slices.Contains(values, aFile):
		return ":file:_files"
	case slices.Contains(values, aFolder):
		return ":folder:_files -/"
	default:
		return ":" + f.name + ":(" + strings.Join(values, " ") + ")"
	}
}

func zshQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func fishCompletions(all []described) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Completions of ringback for fish. Written by TestCompletions; don't edit it.")
	line("function __ringback_is\n\tset -l words (commandline -opc) ''\n\tset -l command\n\tif not string match -q -- '-*' $words[2]\n\t\tset command $words[2]")
	line("\t\tif test \"$command\" = journal; and test (count $words) -gt 3\n\t\t\tset command \"journal $words[3]\"\n\t\tend\n\tend\n\ttest \"$command\" = \"$argv\"\nend")
	line("complete -c ringback -f")
	for _, word := range topWords() {
		line("complete -c ringback -n '__ringback_is; and test (count (commandline -opc)) -eq 1' -a %s -d %s", word[0], fishQuoted(word[1]))
	}
	line("complete -c ringback -n '__ringback_is journal' -a %s", fishQuoted(strings.Join(actions(all), " ")))
	for _, c := range all {
		for _, f := range c.flags {
			takes := ""
			switch values := valuesOf(f.name); {
			case f.value == "":
			case slices.Contains(values, aFile), slices.Contains(values, aFolder):
				takes = " -r -F"
			default:
				takes = strings.TrimSuffix(" -x -a "+fishQuoted(strings.Join(values, " ")), " -a ''")
			}
			line("complete -c ringback -n '__ringback_is %s' -o %s%s -d %s", c.name, f.name, takes, fishQuoted(f.usage))
		}
	}
	return b.String()
}

func fishQuoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

// TestBashCompletes presses Tab in a real bash.
func TestBashCompletes(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("this needs bash")
	}
	folder := t.TempDir()
	must(t, os.WriteFile(filepath.Join(folder, "own.toml"), nil, 0o600))
	script, err := filepath.Abs(filepath.Join(".package", "completions", "ringback.bash"))
	must(t, err)
	for _, c := range []struct{ typed, want string }{
		{"ringback ver", "verify version"},
		{"ringback -env", "-environment -environments"},
		{"ringback -environment p", "pp production"},
		{"ringback -request - -res", "-result"},
		{"ringback verify -scenario other-p", "other-person"},
		{"ringback verify --language d", "da"},
		{"ringback verify -environments o", "own.toml"},
		{"ringback verify -uuid -c", ""}, // a value, not a flag
		{"ringback journal ex", "export"},
		{"ringback journal export -format c", "csv"},
		{"ringback journal erase -y", "-yes"},
		{"ringback journal head -", ""},
		{"ringback tour -sa", "-save"},
		{"ringback nonsense -", ""},
	} {
		typed := strings.Fields(c.typed)
		if strings.HasSuffix(c.typed, " ") {
			typed = append(typed, "")
		}
		last := len(typed) - 1
		program := `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
compopt() { :; }
_ringback ringback "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; echo "${COMPREPLY[*]}"`
		run := exec.CommandContext(t.Context(), shell, append([]string{"-c", program, "bash", script}, typed...)...)
		run.Dir = folder
		out, err := run.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.want {
			t.Errorf("%s (%s): %v, %q instead of %q", c.typed, typed[last], err, got, c.want)
		}
	}
}

// TestShellsReadTheCompletions asks each shell that is here.
func TestShellsReadTheCompletions(t *testing.T) {
	t.Parallel()
	for shell, file := range map[string]string{"bash": "ringback.bash", "zsh": "_ringback", "fish": "ringback.fish"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		if out, err := exec.CommandContext(t.Context(), path, "-n", filepath.Join(".package", "completions", file)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v, %s", shell, err, out)
		}
	}
}
