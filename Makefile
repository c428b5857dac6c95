# Three commands matter: "make run", "make quick" while you work, and "make test" before you submit. "make help" lists the
# others. Anything longer than a line or two is a script in .build.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The tags that the window is built with. Both make it faster and change nothing else, so "go run ." and "go test ./..." work without
# them. migrated_fynedo: FyneApp.toml declares that we call Fyne on its own goroutine only, so that Fyne needs no locks.
# no_animations: the caret doesn't blink; each step of a blink draws the whole window, which without a graphics
# card takes a quarter of a core all day.
TAGS := $(shell cat .build/tags)
# The program without its window, Fyne and C.
CONSOLE := $(TAGS),console
# Adds the slow tests.
LONG := $(TAGS),long
# Also adds the tests that need a real screen, a real keyring or a real browser.
REAL := $(LONG),realparts
# What other systems can check for macOS: there Fyne needs C.
NOFYNE := ./assets/... ./ciba/... ./storage/... ./ui/console/... ./ui/desk/... ./ui/handover/... ./ui/linebreak/... ./ui/native/... ./ui/receipt/... .

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
DEADCODE := golang.org/x/tools/cmd/deadcode@v0.52.0
# Inputs for each fuzz target, or a time such as 1m.
FUZZTIME ?= 5000x
# Verifications of "make soak".
COUNT ?= 1000
# Answers that "make walk" draws.
STEPS ?= 1000000

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 28

.PHONY: run
run: build ## open the window in the demo environment; without a display, play the tour and take pictures
	@.build/run

.PHONY: build
build: ready ## build the program as build/ringback
	go build -tags $(TAGS) -o build/ringback .

# This needs no C and no screen. Go caches the result of each package that didn't change.
# GOGC: the window's tests make much garbage, and there is enough memory.
# -p: two packages wait more than they compute, so that others run meanwhile.
.PHONY: quick
quick: ## format, vet and every fast test: what to run while you work
	@.build/check-go
	.build/check-format
	CGO_ENABLED=0 go vet -tags $(CONSOLE) ./...
	CGO_ENABLED=0 GOGC=400 go test -p 4 -tags $(CONSOLE) ./...

# The race detector leaves out the tests tagged "long && !race", which ran before: they have one goroutine or start hundreds of
# programs.
.PHONY: test
test: ready tools build ## everything continuous integration runs
	.build/check-format
	go vet -tags $(REAL) ./...
	CGO_ENABLED=0 go vet -tags $(CONSOLE) .
	GOOS=windows CGO_ENABLED=0 go vet -tags $(LONG),console ./...
	GOOS=darwin CGO_ENABLED=0 go vet -tags $(LONG),console $(NOFYNE)
	.build/go-run $(STATICCHECK) -tags $(REAL) ./...
	CGO_ENABLED=0 .build/go-run $(STATICCHECK) -tags $(CONSOLE) .
	CGO_ENABLED=0 go build -tags $(CONSOLE) -o build/ringback-console .
	GOOS=windows CGO_ENABLED=0 go build -tags $(CONSOLE) -o build/ringback-console.exe .
	.build/vet-windows-window
	CGO_ENABLED=0 go test -tags $(LONG),console -timeout 30m ./...
	go test -race -tags $(LONG),console -timeout 30m ./...
	.build/with-keyring go test -tags $(REAL) -run Real ./storage/secrets
	.build/with-postgres go test -tags $(REAL) -timeout 20m ./storage/journal/postgres/... ./storage/journal/fallback
	CGO_ENABLED=0 .build/with-postgres go test -tags $(CONSOLE),realparts -run "TwoDesks|Legible|WithoutTheDatabase" .
	CGO_ENABLED=0 .build/with-keyring .build/with-postgres go test -tags $(CONSOLE),realparts -run PageForAdministrators .
	.build/with-keyring .build/with-screen go test -tags $(REAL) -run 'Real|Page|Curl|Poppler' -timeout 30m ./ui ./ui/receipt ./ciba ./ciba/simulator
	.build/fuzz $(FUZZTIME)

# It needs root, and says why before it begins.
.PHONY: test-windows
test-windows: ## run the tests as Windows programs under Wine 10
	@.build/test-windows

# The tests of other packages count as well: the window's tests run the desk.
.PHONY: cover
cover: ## which code the fast tests run: the total here, every line in build/cover.html
	@.build/check-go
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(CONSOLE) -coverpkg ringback/... -coverprofile build/cover.out ./...
	go tool cover -html build/cover.out -o build/cover.html
	@go tool cover -func build/cover.out | tail -n 1

.PHONY: fuzz
fuzz: ready ## fuzz each parser of foreign bytes for a while (FUZZTIME=1m)
	.build/fuzz $(FUZZTIME)

# It runs in fake time and needs no display, C or network. A failure names a seed that replays it in seconds.
.PHONY: walk
walk: ## a million random answers, from networks that fail and clocks that lie: none may be verified wrongly (STEPS=100000)
	@.build/check-go
	CGO_ENABLED=0 go test -tags $(LONG) ./ciba -count=1 -timeout 0 -v -run '^TestRandomWalk$$' -args -- -steps $(STEPS)

.PHONY: bench
bench: tools build ## measure, and compare with our aims; takes some twenty minutes
	.build/bench

# It fills journals with millions of records, which takes some 12 GB of disk.
.PHONY: bench-centre
bench-centre: tools ## measure a shared journal on a real PostgreSQL; takes some 15 minutes (RECORDS="10000 100000" for less)
	.build/bench-centre

# It takes some 90 minutes.
.PHONY: soak
soak: tools build ## 1,000 verifications through the real window: nothing may grow (COUNT=60)
	.build/soak $(COUNT)

# The pictures are painted by the window's own code, without a display.
.PHONY: pictures
pictures: ready ## draw the pictures of the README, and every screen in every size, in one look and language of each, into build/pictures
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -run '^TestScreenshots$$' -args -- -screenshots $(CURDIR)/assets/screenshots
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -timeout 30m -run '^Test(Presented|Prompted)?Pictures$$' -args -- -pictures $(CURDIR)/build/pictures

.PHONY: pictures-all
pictures-all: ready ## draw every screen in every size, look and language into build/pictures
	mkdir -p build
	CGO_ENABLED=0 go test -tags $(TAGS) ./ui -count=1 -timeout 60m -run '^Test(Presented|Prompted)?Pictures$$' -args -- -all -pictures $(CURDIR)/build/pictures

# The first time takes long: it compiles the toolkit's C once for each processor.
.PHONY: package-linux
package-linux: ready ## the packages for Linux in build/linux: .deb, .rpm and .tar.xz, for amd64 and arm64
	.build/package-linux

.PHONY: package-linux-try
package-linux-try: ## install, use, upgrade and remove them in clean Debian systems; needs root
	.build/package-linux-try

.PHONY: lint
lint: ready ## the strict linters, and functions that nothing calls; the first time takes some minutes
	.build/go-run $(GOLANGCI) run
	.build/go-run $(GOLANGCI) run --build-tags $(LONG),console .
	@dead=$$(.build/go-run $(DEADCODE) -test -tags $(REAL) ./...) && { [ -z "$$dead" ] || { echo "$$dead"; exit 1; }; }

# The first time, it compiles the toolkit's C for Windows, which takes up to half an hour.
.PHONY: package-windows
package-windows: ## the two programs for Windows, as an installer and a portable zip, in build/windows
	@.build/package-windows

.PHONY: package-windows-try
package-windows-try: ## install, use, replace and uninstall them under Wine 10; needs root
	@.build/package-windows-try

.PHONY: release
release: ## all packages of the tag at hand, with checksums, components, licences and notes, in build/release
	@.build/release

.PHONY: reproduce
reproduce: ## build all packages twice from nothing and compare them; takes hours
	@.build/reproduce

.PHONY: clean
clean: ## remove what was built
	rm -rf build

# What Go needs to build the window.
.PHONY: ready
ready:
	@.build/check-go
	@.build/install-packages build

# What the tests with real parts need in addition.
.PHONY: tools
tools:
	@.build/install-packages test
