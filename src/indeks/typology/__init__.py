"""Types of innovation: sectors from text and agency, and look-alikes in other regions."""
