//go:build console

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"slices"

	"ringback/ui/desk"
)

// recordTo is the variable with the address that the stand-in sends its record to.
const recordTo = "RINGBACK_TEST_RECORD"

// record is how a program was started.
type record struct {
	Arguments []string
	Stdin     []byte
	Folder    string
	Secret    string
}

// standInForTheWindow is started by ringback.exe in place of the program with the window. It says
// how it was started, on the network and on its standard files, and ends with 7. Doctor it tells
// that a window can be opened.
func standInForTheWindow() {
	if slices.Equal(os.Args[1:], []string{"-probe"}) {
		fmt.Println(`{"display":"windows","renderer":"none","version":"2.1","problem":""}`)
		os.Exit(0)
	}
	conn, err := net.Dial("tcp", os.Getenv(recordTo))
	if err != nil {
		panic(err)
	}
	stdin, _ := io.ReadAll(os.Stdin)
	folder, _ := os.Getwd()
	_ = json.NewEncoder(conn).Encode(record{os.Args[1:], stdin, folder, os.Getenv(desk.SecretVariable)})
	_ = conn.Close()
	fmt.Println("to standard output")
	fmt.Fprintln(os.Stderr, "to standard error")
	os.Exit(7)
}
