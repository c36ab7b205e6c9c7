"""Clients' earlier applications at this lender, and how the loans among them were repaid."""
