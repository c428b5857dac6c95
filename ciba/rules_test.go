package ciba_test

import "fmt"

// rowName is what a row of a table of tests is called: the number of its rule
// in RULES.md, if it has one, and its name.
func rowName(rule int, name string) string {
	if rule == 0 {
		return name
	}
	return fmt.Sprintf("%d %s", rule, name)
}
