package ui_test

import (
	"go/ast"
	"strings"
	"testing"
)

// unguarded are the functions that start a goroutine without deferring a guard in it, and why that
// is no loss.
func unguarded() map[string]string {
	return map[string]string{
		"ringback window.go showWindow":                "Serve takes the guard, Run of the desk has it",
		"ringback verify.go verifyIn":                  "Run of the desk has it",
		"ringback signals.go untilInterruptedTwice":    "it ends a context",
		"ringback/storage/logs logs.go Open":           "it writes the log",
		"ringback/ui/handover window.go answer":        "it reads a byte",
		"ringback/ui/native proxy.go For":              "it asks Windows for a proxy",
		"ringback/ui/native within.go within":          "it asks the display",
		"ringback/ui/native detached.go StartDetached": "it waits for a process",
		"ringback/ciba/simulator keys.go prepareKeys":  "the demo's people are fictitious",
		"ringback/ciba/simulator simulator.go startOn": "the demo's people are fictitious",
		"ringback/ui window.go New":                    "it queues for Fyne's loop",

		"ringback/storage/journal/postgres/connect closing.go closeWithin": "it closes a pool",

		"ringback/storage/journal/journaltest conformance.go testOneOfManyConcurrentBeginsSucceeds": "it is a test's",
	}
}

// TestEveryGoroutineIsGuarded: a panic whose value quotes a person must not reach the standard
// error or the report of Go's runtime. So each goroutine of ours defers a guard, or recovers by
// itself.
func TestEveryGoroutineIsGuarded(t *testing.T) {
	allowed, used := unguarded(), make(map[string]bool)
	for _, room := range rooms(t) {
		for file, source := range room.sources(t) {
			for _, declared := range source.Decls {
				function, ok := declared.(*ast.FuncDecl)
				if !ok {
					continue
				}
				place := room.ImportPath + " " + file + " " + function.Name.Name
				ast.Inspect(function, func(n ast.Node) bool {
					body, starts := started(n)
					if !starts || body != nil && guards(body) {
						return true
					}
					used[place] = true
					if _, known := allowed[place]; !known {
						t.Errorf("%s starts a goroutine without a guard", place)
					}
					return true
				})
			}
		}
	}
	for place := range allowed {
		if !used[place] {
			t.Errorf("%s starts no such goroutine any more", place)
		}
	}
}

// started returns the body of the goroutine that a node starts; nil if it is no function literal.
func started(n ast.Node) (body *ast.BlockStmt, starts bool) {
	switch n := n.(type) {
	case *ast.GoStmt:
		if literal, ok := n.Call.Fun.(*ast.FuncLit); ok {
			return literal.Body, true
		}
		return nil, true
	case *ast.CallExpr:
		selector, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "Go" && selector.Sel.Name != "AfterFunc" || len(n.Args) == 0 {
			return nil, false
		}
		if literal, ok := n.Args[len(n.Args)-1].(*ast.FuncLit); ok {
			return literal.Body, true
		}
		return nil, selector.Sel.Name == "Go" // AfterFunc of a method that ends something
	}
	return nil, false
}

// guards reports whether a function defers a guard or recovers.
func guards(body *ast.BlockStmt) bool {
	found := false
	for _, statement := range body.List {
		deferred, ok := statement.(*ast.DeferStmt)
		if !ok {
			continue
		}
		ast.Inspect(deferred, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && (name.Name == "recover" || strings.HasPrefix(strings.ToLower(name.Name), "guard")) {
				found = true
			}
			return true
		})
	}
	return found
}
