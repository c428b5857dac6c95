//go:build long

package desk

// oneMethodIn: the tests that call each method call all of them.
const oneMethodIn = 1

// offerWalks is how many random walks there are.
const offerWalks = 60
