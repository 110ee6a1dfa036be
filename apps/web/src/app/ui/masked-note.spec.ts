import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Session } from '../core/session/session';
import { MaskedNote } from './masked-note';

it('tells whose addresses are masked what is left of packets, and is not there for anybody else', () => {
  const viewer = signal<{ masked: boolean } | undefined>(undefined);
  TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: { viewer } }] });
  const fixture = TestBed.createComponent(MaskedNote);
  const text = () => {
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).textContent.trim();
  };
  expect(text()).toBe('');
  viewer.set({ masked: true });
  expect(text()).toBe('Addresses in packets are masked, and payload is left out.');
  viewer.set({ masked: false });
  expect(text()).toBe('');
});
