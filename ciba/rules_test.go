package ciba_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rowName returns the name of a row in a test table: the number of its rule in RULES.md, if it has
// one, and its name.
func rowName(rule int, name string) string {
	if rule == 0 {
		return name
	}
	return fmt.Sprintf("%d %s", rule, name)
}

// TestRules compares RULES.md with the tests of all packages.
func TestRules(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range rulesFaults(string(table), testedRules(t, "..")) {
		t.Error(fault)
	}
}

// TestRulesFindsFaults breaks the table in every way that TestRules must find.
func TestRulesFindsFaults(t *testing.T) {
	t.Parallel()
	const table = "# Rules\n\n| # | rule | source | tests |\n|--:|---|---|---|\n" +
		"| 1 | go | ours | `TestOne`, `TestBoth` |\n" +
		"| 2 | stop | RFC 6749 5.2 | `TestTwo` |\n" +
		"| 3 | wait | ours | not tested: slow |\n"
	tested := map[string][]int{"TestOne": {1}, "TestTwo": {2}, "TestBoth": {1, 2}, "TestNone": nil}
	const neither = `rule 2 names no test, nor says "not tested: " and why`
	for _, test := range []struct {
		name, from, to string
		faults         []string
	}{
		{name: "as it should be"},
		{name: "no table", from: table, faults: []string{"there are no rules"}},
		{
			name: "no row for a number", from: "| 2 | stop | RFC 6749 5.2 | `TestTwo` |\n",
			faults: []string{"rule 2 has no row, and is carried by TestBoth, TestTwo"},
		},
		{name: "a number twice", from: "| 3 |", to: "| 1 |", faults: []string{
			"rule 1 has two rows", "rule 1 is not tested, it says, and is carried by TestBoth, TestOne",
		}},
		{name: "no number", from: "| 3 |", to: "| 3a |", faults: []string{`"3a" is no number of a rule`}},
		{name: "number 0", from: "| 3 |", to: "| 0 |", faults: []string{`"0" is no number of a rule`}},
		{name: "a column less", from: "| wait ", faults: []string{"3 columns: | 3 | ours | not tested: slow |"}},
		{name: "no words", from: "| wait |", to: "| |", faults: []string{"rule 3 says nothing"}},
		{name: "no source", from: "| RFC 6749 5.2 |", to: "| |", faults: []string{"rule 2 has no source"}},
		{name: "no test", from: "`TestTwo`", faults: []string{neither}},
		{name: "a test without its quotes", from: "`TestTwo`", to: "TestTwo", faults: []string{neither}},
		{name: "not tested, and no reason", from: "`TestTwo`", to: "not tested:", faults: []string{neither}},
		{
			name: "not tested, and yet it is", from: "`TestTwo`", to: "not tested: slow",
			faults: []string{"rule 2 is not tested, it says, and is carried by TestBoth, TestTwo"},
		},
		{
			name: "a test that doesn't exist", from: "`TestTwo`", to: "`TestTow`",
			faults: []string{"rule 2 names TestTow, which doesn't exist"},
		},
		{
			name: "a test of another rule", from: "`TestTwo`", to: "`TestOne`",
			faults: []string{"rule 2 names TestOne, which doesn't carry it"},
		},
		{
			name: "a test of no rule", from: "`TestTwo`", to: "`TestTwo`, `TestNone`",
			faults: []string{"rule 2 names TestNone, which doesn't carry it"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := rulesFaults(strings.Replace(table, test.from, test.to, 1), tested); !slices.Equal(got, test.faults) {
				t.Errorf("found %q, want %q", got, test.faults)
			}
		})
	}
}

// TestTestedRulesAreFound: in rows, in the rows of helpers, and in comments.
func TestTestedRulesAreFound(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	const source = `package p

// TestComment: rules 7, 8 and
// 9, and no rule of 10 minutes.
func TestComment(t *testing.T) {}

func TestRow(t *testing.T) { _ = []row{{rule: 3, name: "404 is a status"}, {name: "5 is a name"}} }

func TestHelped(t *testing.T) { t.Run("x", func(t *testing.T) { helper() }) }

func helper() []row { return append(further(), row{rule: 4}) }

func further() []row { further(); return []row{{rule: 5}} }

// Nothing of rule 6.
func nobody() {}

func TestNothing(t *testing.T) { _ = other{ruled: 11} }
`
	if err := os.WriteFile(filepath.Join(folder, "p_test.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	want := map[string][]int{"TestComment": {7, 8, 9}, "TestRow": {3}, "TestHelped": {4, 5}, "TestNothing": nil}
	if got := testedRules(t, folder); !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// notTested begins the last column of a rule without a test; the reason follows.
const notTested = "not tested: "

// rulesFaults returns where the table of rules, as Markdown, and the rules that the tests carry
// disagree.
func rulesFaults(table string, tested map[string][]int) (faults []string) {
	carriers := map[int][]string{}
	for _, test := range slices.Sorted(maps.Keys(tested)) {
		for _, rule := range tested[test] {
			carriers[rule] = append(carriers[rule], test)
		}
	}
	rows := map[int]bool{}
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| # |") {
			continue
		}
		r, err := readRuleRow(line)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		if rows[r.rule] {
			faults = append(faults, fmt.Sprintf("rule %d has two rows", r.rule))
		}
		rows[r.rule] = true
		faults = append(faults, r.faults(tested, carriers[r.rule])...)
	}
	if len(rows) == 0 {
		return append(faults, "there are no rules")
	}
	for _, rule := range slices.Sorted(maps.Keys(carriers)) {
		if !rows[rule] {
			faults = append(faults, fmt.Sprintf("rule %d has no row, and is carried by %s", rule, strings.Join(carriers[rule], ", ")))
		}
	}
	return faults
}

// ruleRow is one row of the table.
type ruleRow struct {
	rule                int
	words, source, test string
}

func readRuleRow(line string) (ruleRow, error) {
	columns := strings.Split(strings.Trim(line, "|"), "|")
	if len(columns) != 4 {
		return ruleRow{}, fmt.Errorf("%d columns: %s", len(columns), line)
	}
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	rule, err := strconv.Atoi(columns[0])
	if err != nil || rule <= 0 {
		return ruleRow{}, fmt.Errorf("%q is no number of a rule", columns[0])
	}
	return ruleRow{rule, columns[1], columns[2], columns[3]}, nil
}

// faults returns what is wrong with a row, whose rule these tests carry.
func (r ruleRow) faults(tested map[string][]int, carriers []string) (faults []string) {
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Sprintf("rule %d ", r.rule)+fmt.Sprintf(format, args...))
	}
	if r.words == "" {
		fault("says nothing")
	}
	if r.source == "" {
		fault("has no source")
	}
	if why, ok := strings.CutPrefix(r.test, notTested); ok && why != "" {
		if len(carriers) > 0 {
			fault("is not tested, it says, and is carried by %s", strings.Join(carriers, ", "))
		}
		return faults
	}
	names := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(r.test, -1)
	if len(names) == 0 {
		fault("names no test, nor says %q and why", notTested)
	}
	for _, name := range names {
		if _, ok := tested[name[1]]; !ok {
			fault("names %s, which doesn't exist", name[1])
		} else if !slices.Contains(carriers, name[1]) {
			fault("names %s, which doesn't carry it", name[1])
		}
	}
	return faults
}

// testedRules reads which rules the tests below a folder carry: the field rule of their rows, of
// the rows that their helpers make, and "rule 7" or "rules 7, 8 and 9" in their comments.
func testedRules(t *testing.T, root string) map[string][]int {
	t.Helper()
	packages := map[string]map[string]*testFunc{} // by folder, then by function
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != root && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.Dir(path)
		if packages[folder] == nil {
			packages[folder] = map[string]*testFunc{}
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Body != nil {
				packages[folder][f.Name.Name] = readTestFunc(t, f)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string][]int{}
	for _, functions := range packages {
		for name, f := range functions {
			if strings.HasPrefix(name, "Test") {
				rules := append(tested[name], f.comment...)
				tested[name] = slices.Compact(slices.Sorted(slices.Values(f.rulesWithHelpers(functions, map[string]bool{}, rules))))
			}
		}
	}
	return tested
}

// testFunc is what a test function carries.
type testFunc struct {
	comment []int           // the rules that its comment names
	rows    []int           // those of the rows in it
	names   map[string]bool // every name in it, including the functions that it calls
}

// rulesWithHelpers adds the rules of a function's rows, and of the rows made by the functions that
// it calls.
func (f *testFunc) rulesWithHelpers(functions map[string]*testFunc, done map[string]bool, rules []int) []int {
	rules = append(rules, f.rows...)
	for name := range f.names {
		if helper := functions[name]; helper != nil && !done[name] && !strings.HasPrefix(name, "Test") {
			done[name] = true
			rules = helper.rulesWithHelpers(functions, done, rules)
		}
	}
	return rules
}

func readTestFunc(t *testing.T, f *ast.FuncDecl) *testFunc {
	t.Helper()
	read := &testFunc{names: map[string]bool{}}
	comment := strings.Join(strings.Fields(f.Doc.Text()), " ")
	for _, list := range regexp.MustCompile(`\brules? (\d+(?:(?:, | and )\d+)*)`).FindAllStringSubmatch(comment, -1) {
		for _, digits := range regexp.MustCompile(`\d+`).FindAllString(list[1], -1) {
			rule, _ := strconv.Atoi(digits)
			read.comment = append(read.comment, rule)
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			read.names[n.Name] = true
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); !ok || key.Name != "rule" {
				return true
			}
			value, ok := n.Value.(*ast.BasicLit)
			if !ok || value.Kind != gotoken.INT {
				t.Errorf("%s: the rule of a row isn't written as a number", f.Name.Name)
				return true
			}
			rule, _ := strconv.Atoi(value.Value)
			read.rows = append(read.rows, rule)
		}
		return true
	})
	return read
}
